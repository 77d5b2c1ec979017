/** Schedules and backfills from the wire to the words of the domain. */
import type { BackfillStatus, Catchup, JsonObject } from "@troupe/core";
import type {
  Backfill__Output,
  BackfillInterval__Output,
  PlannedSchedule__Output,
  PreviewBackfillResponse__Output,
  Schedule__Output,
} from "@troupe/proto";
import { toInterval } from "./origin-from-wire.ts";
import type {
  BackfillInterval,
  BackfillPreview,
  BackfillRecord,
  PlannedSchedule,
  ScheduleRecord,
} from "./schedule-records.ts";
import { date, word } from "./wire-values.ts";

const unknownInstant = new Date(0);
const noIntervals = { pending: 0, running: 0, succeeded: 0, failed: 0 };

export function toSchedule(schedule: Schedule__Output): ScheduleRecord {
  const { pipeline, version, cron, paused, resumed, passedOver, trouble, lastRunId } = schedule;
  const catchup = word<Catchup | "unspecified">(schedule.catchup, "CATCHUP_");
  return {
    ...{ pipeline, version },
    timing: cron
      ? { kind: "cron", expression: cron.expression, timezone: cron.timezone }
      : { kind: "every", everyMs: schedule.everyMs ?? 0 },
    start: date(schedule.start),
    end: date(schedule.end),
    catchup: catchup === "unspecified" ? "none" : catchup,
    params: objectOf(schedule.paramsJson),
    since: at(schedule.since),
    nextTicks: schedule.nextTicks.map(at),
    lastTick: date(schedule.lastTick),
    lastRun: lastRunId === "" ? null : { runId: lastRunId, tick: at(schedule.lastRunTick) },
    paused: paused && { by: paused.by, reason: paused.reason, at: at(paused.at) },
    resumed: resumed && { by: resumed.by, reason: resumed.reason, at: at(resumed.at) },
    passedOver: passedOver && {
      ...{ first: at(passedOver.first), last: at(passedOver.last), at: at(passedOver.at) },
      because: passedOver.because,
    },
    trouble: trouble && {
      ...{ tick: at(trouble.tick), since: at(trouble.since), tryAt: at(trouble.tryAt) },
      ...{ code: trouble.code, message: trouble.message },
    },
  };
}

export function toPlannedSchedule(planned: PlannedSchedule__Output | null): PlannedSchedule | null {
  return planned && { nextTicks: planned.nextTicks.map(at), catchup: planned.catchup };
}

export function toBackfill(backfill: Backfill__Output): BackfillRecord {
  const { pipeline, version, parallel, missingOnly, by } = backfill;
  return {
    id: backfill.backfillId,
    ...{ pipeline, version, parallel, missingOnly, by },
    state: word<BackfillStatus>(backfill.state, "BACKFILL_STATE_"),
    from: at(backfill.from),
    to: at(backfill.to),
    params: objectOf(backfill.paramsJson),
    order: backfill.order === "BACKFILL_ORDER_NEWEST" ? "newest" : "oldest",
    createdAt: at(backfill.createdAt),
    endedAt: date(backfill.endedAt),
    requestId: backfill.requestId || null,
    intervals: { ...(backfill.intervals ?? noIntervals) },
    trouble: backfill.trouble || null,
  };
}

export function toBackfillInterval({ interval, state, runId }: BackfillInterval__Output): BackfillInterval {
  return {
    interval: toInterval(interval) ?? { start: unknownInstant, end: unknownInstant },
    state: word<BackfillInterval["state"]>(state, "INTERVAL_STATE_"),
    runId: runId || null,
  };
}

export function toPreview({ intervals, total, succeededBefore }: PreviewBackfillResponse__Output): BackfillPreview {
  return { intervals: intervals.map(toBackfillInterval), total, succeededBefore };
}

function at(instant: Parameters<typeof date>[0]): Date {
  return date(instant) ?? unknownInstant;
}

function objectOf(json: string): JsonObject {
  return json === "" ? {} : (JSON.parse(json) as JsonObject);
}
