/** What is written of a schedule together with the pipeline that it is applied with. */
import { countCatchup, type Digest, type PipelineSpec, type ScheduleSpec, Timetable, TroupeError } from "@troupe/core";
import type { Group } from "../commit/group.ts";
import { definitionKey, definitionRecord, progressKey, type ScheduleDefinition } from "./schedule-records.ts";

/** What a schedule may make up for when it is applied. More history than that is a backfill's work. */
export const catchupLimit = 10_000;

export interface ScheduledWrites {
  readonly definition: ScheduleDefinition | null;
  readonly writes: Pick<Group, "puts" | "deletes">;
}

/** A new version keeps how far its schedule is. With another timing that begins anew, now: nothing is run in arrears. */
export function scheduledWrites(
  { name, schedule }: PipelineSpec,
  version: Digest,
  before: ScheduleDefinition | undefined,
  now: number,
): ScheduledWrites {
  if (schedule === undefined)
    return {
      definition: null,
      writes: before === undefined ? {} : { deletes: [definitionKey(name), progressKey(name)] },
    };
  const definition = { pipeline: name, version, schedule, ...beginning(schedule, before, now) };
  checkCatchup(definition, before, now);
  return {
    definition,
    writes: { puts: [{ key: definitionKey(name), value: definitionRecord.encode(definition) }] },
  };
}

/** From when a schedule that is applied now counts its ticks. */
export function beginning(
  schedule: ScheduleSpec,
  before: ScheduleDefinition | undefined,
  now: number,
): Pick<ScheduleDefinition, "since" | "from"> {
  if (before !== undefined)
    return timingOf(before.schedule) === timingOf(schedule)
      ? { since: before.since, from: before.from }
      : { since: now, from: now };
  const { start, catchup = "none" } = schedule;
  return { since: now, from: catchup === "none" || start === undefined ? now : Math.min(now, Date.parse(start)) };
}

function checkCatchup({ pipeline, schedule, from }: ScheduleDefinition, before: unknown, now: number): void {
  if (before !== undefined) return;
  const count = countCatchup(new Timetable(schedule), schedule.catchup ?? "none", from, now, catchupLimit + 1);
  if (count <= catchupLimit) return;
  const problem = {
    field: "schedule.start",
    message: `lies more than ${catchupLimit} ticks back, and catchup is "all"`,
    fix: "begin later, and run what lies before with `troupe backfill`",
  };
  throw new TroupeError(`The schedule of "${pipeline}" ${problem.message}: ${problem.fix}.`, {
    code: "INVALID_SPEC",
    reaction: "reject",
    problems: [problem],
  });
}

function timingOf(schedule: ScheduleSpec): string {
  return schedule.kind === "cron"
    ? `${schedule.expression} ${schedule.timezone}`
    : `${schedule.everyMs} ${schedule.start ?? ""}`;
}
