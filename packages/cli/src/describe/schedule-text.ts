/** A schedule, or a backfill, in full. */
import type { BackfillInterval, BackfillRecord, ScheduleRecord, ScheduleTurn } from "@troupe/sdk/client";
import { count } from "../render/amount.ts";
import { duration } from "../render/duration.ts";
import {
  backfillState,
  intervalColumns,
  minute,
  scheduleState,
  timingText,
  totalOf,
} from "../render/schedule-columns.ts";
import { pairs, table } from "../render/table.ts";
import { outputLines } from "../run-view/summary.ts";
import type { TextOptions } from "./run-text.ts";

export function scheduleText(schedule: ScheduleRecord, { now, style }: TextOptions): string {
  const { lastRun, paused, resumed, passedOver, trouble, nextTicks } = schedule;
  return pairs(
    [
      ["pipeline", style.bold(schedule.pipeline)],
      ["version", schedule.version],
      ["state", scheduleState(schedule, style)],
      ["when", timingText(schedule)],
      schedule.start === null ? null : ["from", minute(schedule.start)],
      schedule.end === null ? null : ["until", minute(schedule.end)],
      ["catchup", schedule.catchup],
      ["params", outputLines(schedule.params)],
      ["since", schedule.since.toISOString()],
      ["next ticks", nextTicks.map((tick) => tickText(tick, now)).join("\n") || "none: it is over"],
      schedule.lastTick === null ? null : ["last tick", minute(schedule.lastTick)],
      lastRun === null ? null : ["last run", `${lastRun.runId}, of the tick of ${minute(lastRun.tick)}`],
      paused === null ? null : ["paused", style.warn(turnText(paused))],
      resumed === null ? null : ["resumed", turnText(resumed)],
      passedOver === null
        ? null
        : ["passed over", `${spanText(passedOver.first, passedOver.last)}: ${passedOver.because}`],
      trouble === null
        ? null
        : [
            "refused",
            style.bad(`the tick of ${minute(trouble.tick)}, since ${minute(trouble.since)}: ${trouble.message}`),
          ],
      trouble === null ? null : ["tried again", `at ${trouble.tryAt.toISOString()}`],
    ],
    style.dim,
  );
}

/** More intervals than anybody reads at once: `-o json` has them all. */
const shown = 50;

export function backfillText(
  backfill: BackfillRecord,
  intervals: readonly BackfillInterval[],
  { style }: TextOptions,
): string {
  const { pending, running, succeeded, failed } = backfill.intervals;
  const facts = pairs(
    [
      ["backfill", style.bold(backfill.id)],
      ["pipeline", backfill.pipeline],
      ["version", backfill.version],
      ["state", backfillState(backfill, style)],
      ["range", spanText(backfill.from, backfill.to)],
      [
        "intervals",
        `${totalOf(backfill.intervals)}: ${succeeded} succeeded, ${failed} failed, ${running} running, ${pending} pending`,
      ],
      ["parallel", `${backfill.parallel} at once, ${backfill.order} first`],
      backfill.missingOnly ? ["without", "intervals that had a run that succeeded"] : null,
      ["params", outputLines(backfill.params)],
      ["created", `${backfill.createdAt.toISOString()}${backfill.by === "" ? "" : ` by ${backfill.by}`}`],
      backfill.endedAt === null ? null : ["ended", backfill.endedAt.toISOString()],
      backfill.requestId === null ? null : ["request id", backfill.requestId],
      backfill.trouble === null ? null : ["waits", style.warn(backfill.trouble)],
    ],
    style.dim,
  );
  return `${facts}\n\n${intervalTable(intervals, style)}`;
}

export function intervalTable(intervals: readonly BackfillInterval[], style: TextOptions["style"]): string {
  const rows = table(intervals.slice(0, shown), intervalColumns(style), style.dim);
  const more = intervals.length - shown;
  return more > 0 ? `${rows}\n${style.dim(`and ${count(more, "interval")} more; -o json lists them all`)}` : rows;
}

function tickText(tick: Date, now: number): string {
  return `${minute(tick)}  in ${duration(tick.getTime() - now)}`;
}

function turnText({ by, reason, at }: ScheduleTurn): string {
  const who = by === "" ? "" : ` by ${by}`;
  return `${at.toISOString()}${who}${reason === "" ? "" : `: ${reason}`}`;
}

function spanText(first: Date, last: Date): string {
  return first.getTime() === last.getTime() ? minute(first) : `${minute(first)} – ${minute(last)}`;
}
