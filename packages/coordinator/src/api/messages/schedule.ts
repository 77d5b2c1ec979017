/** Schedules as they stand on the wire. */
import type { Catchup } from "@troupe/core";
import type { PlannedSchedule, ScheduleView } from "@troupe/engine";
import {
  type Schedule,
  toTimestamp,
  type Catchup as WireCatchup,
  type PlannedSchedule as WirePlanned,
} from "@troupe/proto";

const catchupNames = {
  none: "CATCHUP_NONE",
  latest: "CATCHUP_LATEST",
  all: "CATCHUP_ALL",
} as const satisfies Record<Catchup, WireCatchup>;

export function toSchedule(view: ScheduleView): Schedule {
  const { schedule, lastRun, paused, resumed, passedOver, trouble } = view;
  return {
    pipeline: view.pipeline,
    version: view.version,
    ...timingOf(schedule),
    start: instant(schedule.start),
    end: instant(schedule.end),
    catchup: catchupNames[schedule.catchup ?? "none"],
    paramsJson: JSON.stringify(schedule.params ?? {}),
    since: toTimestamp(view.since),
    nextTicks: view.nextTicks.map((tick) => toTimestamp(tick) ?? {}),
    lastTick: toTimestamp(view.lastTick),
    lastRunId: lastRun?.runId ?? "",
    lastRunTick: toTimestamp(lastRun?.tick),
    paused: turn(paused),
    resumed: turn(resumed),
    passedOver:
      passedOver === null
        ? null
        : {
            ...{ first: toTimestamp(passedOver.first), last: toTimestamp(passedOver.last) },
            ...{ at: toTimestamp(passedOver.at), because: passedOver.because },
          },
    trouble:
      trouble === null
        ? null
        : {
            ...{
              tick: toTimestamp(trouble.tick),
              since: toTimestamp(trouble.since),
              tryAt: toTimestamp(trouble.tryAt),
            },
            ...{ code: trouble.code, message: trouble.message },
          },
  };
}

export function toPlannedSchedule(planned: PlannedSchedule | null): WirePlanned | null {
  if (planned === null) return null;
  return { nextTicks: planned.nextTicks.map((tick) => toTimestamp(tick) ?? {}), catchup: planned.catchup };
}

function timingOf(schedule: ScheduleView["schedule"]): Pick<Schedule, "cron" | "everyMs"> {
  return schedule.kind === "cron"
    ? { cron: { expression: schedule.expression, timezone: schedule.timezone } }
    : { everyMs: schedule.everyMs };
}

function turn(view: ScheduleView["paused"]) {
  return view === null ? null : { by: view.by, reason: view.reason, at: toTimestamp(view.at) };
}

function instant(iso: string | undefined) {
  return iso === undefined ? null : toTimestamp(Date.parse(iso));
}
