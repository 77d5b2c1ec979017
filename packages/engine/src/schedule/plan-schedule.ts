/** What applying a schedule now would come to. */
import { countCatchup, type ScheduleSpec, Timetable } from "@troupe/core";
import type { PlannedSchedule } from "./faces.ts";
import type { ScheduleDefinition } from "./schedule-records.ts";
import { beginning, catchupLimit } from "./scheduled-writes.ts";

const shownTicks = 5;

export function planSchedule(
  schedule: ScheduleSpec,
  before: ScheduleDefinition | undefined,
  now: number,
): PlannedSchedule {
  const timetable = new Timetable(schedule);
  const { from } = beginning(schedule, before, now);
  // One that is applied already has caught up, or is about to: another version changes nothing in that.
  const catchup =
    before === undefined ? countCatchup(timetable, schedule.catchup ?? "none", from, now, catchupLimit + 1) : 0;
  return { nextTicks: timetable.nextTicks(now, shownTicks), catchup };
}
