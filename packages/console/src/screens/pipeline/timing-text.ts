/** When a pipeline runs by itself, in words. */
import type { ScheduleSpec } from "@troupe/core";
import type { ResponseOf } from "../../api/methods.ts";
import { formatDuration } from "../../format/durations.ts";

export type Schedule = ResponseOf<"ScheduleService/GetSchedule">;

export function timingOfSpec(schedule: ScheduleSpec): string {
  return schedule.kind === "cron"
    ? cronText(schedule.expression, schedule.timezone)
    : `every ${formatDuration(schedule.everyMs)}`;
}

export function timingOf({ cron, everyMs }: Schedule): string {
  return cron === undefined ? `every ${formatDuration(everyMs ?? 0)}` : cronText(cron.expression, cron.timezone);
}

const words: Readonly<Record<string, string>> = {
  "@hourly": "every hour",
  "@daily": "every day at 00:00",
  "@weekly": "every Sunday at 00:00",
  "@monthly": "on the first of each month at 00:00",
};

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** The plain ones in words; of the others their five fields say it best. */
export function cronText(expression: string, timezone: string): string {
  return `${words[expression] ?? plainCron(expression) ?? `cron ${expression}`}, ${timezone}`;
}

function plainCron(expression: string): string | undefined {
  const fields = /^(\d{1,2}) (\d{1,2}|\*) \* \* (\*|[0-7]|1-5)$/.exec(expression);
  if (fields === null) return undefined;
  const [, minute = "0", hour = "0", weekday = "*"] = fields;
  const past = minute.padStart(2, "0");
  if (hour === "*") return weekday === "*" ? `every hour at :${past}` : undefined;
  const day = weekday === "*" ? "day" : weekday === "1-5" ? "weekday" : weekdays[Number(weekday)];
  return `every ${day} at ${hour.padStart(2, "0")}:${past}`;
}
