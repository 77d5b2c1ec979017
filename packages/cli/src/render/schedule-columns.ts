/** The columns of schedules, backfills and their intervals. */
import type { BackfillInterval, BackfillRecord, ScheduleRecord } from "@troupe/sdk/client";
import { duration } from "./duration.ts";
import { type Look, runLooks, signAndWord, taskLooks } from "./states.ts";
import type { Style } from "./style.ts";
import type { Column } from "./table.ts";
import { clip, oneLine } from "./text.ts";

const noteColumns = 60;

export function scheduleColumns(now: number, style: Style): readonly Column<ScheduleRecord>[] {
  return [
    { title: "PIPELINE", cell: ({ pipeline }) => style.bold(pipeline) },
    { title: "WHEN", cell: timingText },
    { title: "STATE", cell: (schedule) => scheduleState(schedule, style) },
    { title: "NEXT", cell: (schedule) => nextText(schedule, now), align: "right" },
    { title: "LAST TICK", cell: ({ lastTick }) => (lastTick === null ? "–" : minute(lastTick)) },
    { title: "LAST RUN", cell: ({ lastRun }) => lastRun?.runId ?? "–" },
    { title: "CATCHUP", cell: ({ catchup }) => catchup, wide: true },
    { title: "NOTE", cell: (schedule) => clip(oneLine(noteOf(schedule)), noteColumns) },
  ];
}

export function backfillColumns(style: Style): readonly Column<BackfillRecord>[] {
  return [
    { title: "BACKFILL", cell: ({ id }) => id },
    { title: "PIPELINE", cell: ({ pipeline }) => style.bold(pipeline) },
    { title: "STATE", cell: (backfill) => backfillState(backfill, style) },
    { title: "DONE", cell: ({ intervals }) => `${intervals.succeeded}/${totalOf(intervals)}`, align: "right" },
    { title: "FAILED", cell: ({ intervals }) => String(intervals.failed), align: "right" },
    { title: "FROM", cell: ({ from }) => minute(from) },
    { title: "TO", cell: ({ to }) => minute(to) },
    { title: "PARALLEL", cell: ({ parallel }) => String(parallel), align: "right", wide: true },
    { title: "BY", cell: ({ by }) => by, wide: true },
    { title: "NOTE", cell: ({ trouble }) => clip(oneLine(trouble ?? ""), noteColumns) },
  ];
}

export function intervalColumns(style: Style): readonly Column<BackfillInterval>[] {
  return [
    { title: "FROM", cell: ({ interval }) => minute(interval.start) },
    { title: "TO", cell: ({ interval }) => minute(interval.end) },
    { title: "STATE", cell: ({ state }) => signAndWord(taskLooks[state], style) },
    { title: "RUN", cell: ({ runId }) => runId ?? "–" },
  ];
}

/** "0 3 * * * Europe/Berlin", "every 15m00s". */
export function timingText({ timing }: Pick<ScheduleRecord, "timing">): string {
  return timing.kind === "cron" ? `${timing.expression} ${timing.timezone}` : `every ${duration(timing.everyMs)}`;
}

export function scheduleState({ paused, trouble, nextTicks }: ScheduleRecord, style: Style): string {
  if (paused !== null) return signAndWord(looks.paused, style);
  if (trouble !== null) return signAndWord(looks.refused, style);
  return signAndWord(nextTicks.length === 0 ? looks.over : looks.active, style);
}

export function backfillState({ state }: BackfillRecord, style: Style): string {
  return signAndWord(runLooks[state], style);
}

export function totalOf({ pending, running, succeeded, failed }: BackfillRecord["intervals"]): number {
  return pending + running + succeeded + failed;
}

/** 2026-11-22T03:00Z, with seconds where there are any. */
export function minute(at: Date): string {
  return at.toISOString().replace(/(:00)?\.000Z$/, "Z");
}

const looks = {
  active: { sign: "●", word: "active", tone: "good" },
  paused: { sign: "◌", word: "paused", tone: "warn" },
  refused: { sign: "✗", word: "refused", tone: "bad" },
  over: { sign: "○", word: "over", tone: "dim" },
} as const satisfies Record<string, Look>;

function nextText({ paused, nextTicks: [next] }: ScheduleRecord, now: number): string {
  if (paused !== null || next === undefined) return "–";
  return `in ${duration(next.getTime() - now)}`;
}

function noteOf({ paused, trouble, passedOver }: ScheduleRecord): string {
  if (trouble !== null) return trouble.message;
  if (paused !== null) return [paused.by, paused.reason].filter((text) => text !== "").join(": ");
  return passedOver === null ? "" : `no run for the tick of ${minute(passedOver.last)}`;
}
