/** Which time a backfill is about, as one writes it: dates, or dates and times, where the schedule lives. */
import { readInstant } from "@troupe/core";
import { instantMs } from "../../format/times.ts";
import type { Schedule } from "../pipeline/timing-text.ts";
import { dateIn } from "./calendar.ts";

export interface Range {
  /** "2026-01-01" or "2026-01-01T06:00". */
  readonly from: string;
  readonly to: string;
}

const dayMs = 86_400_000;

/** As many intervals as one looks at with ease. */
const usual = 30;

export function zoneOfSchedule({ cron }: Pick<Schedule, "cron">): string {
  return cron?.timezone ?? "UTC";
}

/** The last thirty intervals, in whole days up to now. */
export function defaultRange(schedule: Pick<Schedule, "cron" | "everyMs" | "nextTicks">, now: number): Range {
  const zone = zoneOfSchedule(schedule);
  const [first, second] = schedule.nextTicks.map((tick) => instantMs(tick) ?? 0);
  const between = first !== undefined && second !== undefined ? second - first : (schedule.everyMs ?? dayMs);
  const lengthMs = Math.min(Math.max(between * usual, dayMs), 366 * dayMs);
  return { from: dateIn(zone, now - lengthMs), to: dateIn(zone, now + (between < dayMs ? dayMs : 0)) };
}

/** Null while one of the two is not readable. */
export function instantsOfRange(
  { from, to }: Range,
  zone: string,
): { readonly from: number; readonly to: number } | null {
  const [start, end] = [readInstant(from, zone), readInstant(to, zone)];
  return start === undefined || end === undefined ? null : { from: start, to: end };
}
