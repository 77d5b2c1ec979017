/** Which time a backfill is about, as one writes it: dates, or dates and times, where the schedule lives. */
import { readInstant } from "@troupe/core";
import { instantMs } from "../../format/times.ts";
import type { Schedule } from "../pipeline/timing-text.ts";
import { dateIn, dayBefore } from "./calendar.ts";

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

/** Whether one would write times: it comes more often than daily, or they are there already. */
export function needsTimes(schedule: Pick<Schedule, "everyMs" | "nextTicks">, { from, to }: Range): boolean {
  const [first, second] = schedule.nextTicks.map((tick) => instantMs(tick) ?? 0);
  const between = first !== undefined && second !== undefined ? second - first : (schedule.everyMs ?? dayMs);
  return between < dayMs || from.includes("T") || to.includes("T");
}

/** As a field for a date and a time has it; a date alone is its midnight. */
export function withTime(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text;
}

/** The other way round: a midnight is the date alone. */
export function withoutMidnight(text: string): string {
  return text.replace(/T00:00$/, "");
}

/** The dates that a range touches. */
export function daysOfRange({ from, to }: Range): { readonly first: string; readonly last: string } {
  const end = withoutMidnight(to);
  return { first: from.slice(0, 10), last: end.includes("T") ? end.slice(0, 10) : dayBefore(end) };
}

/** Null while one of the two is not readable. */
export function instantsOfRange(
  { from, to }: Range,
  zone: string,
): { readonly from: number; readonly to: number } | null {
  const [start, end] = [readInstant(from, zone), readInstant(to, zone)];
  return start === undefined || end === undefined ? null : { from: start, to: end };
}
