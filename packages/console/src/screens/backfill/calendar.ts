/**
 * Intervals on a calendar of the schedule's zone: a day shows what begins on it. An interval of several days tints the days
 * that it goes on over. Months without anything between others are kept: a gap is something to see.
 */
import { readInstant, wallOf } from "@troupe/core";

export type IntervalLook = "pending" | "running" | "succeeded" | "failed";

/** Instants in ms. */
export interface CalendarInterval {
  readonly start: number;
  readonly end: number;
  readonly look: IntervalLook;
}

export interface CalendarMonth {
  /** "2026-03". */
  readonly key: string;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Seven days each, from Monday; null where a day is of another month. */
  readonly weeks: readonly (readonly (CalendarDay | null)[])[];
}

export interface CalendarDay {
  /** "2026-03-29". */
  readonly date: string;
  /** 1 to 31. */
  readonly day: number;
  /** Of the intervals that begin on it. */
  readonly counts: Readonly<Record<IntervalLook, number>>;
  readonly total: number;
  /** An interval that began on an earlier day goes on over all of it, or ends on it. */
  readonly goesOn: boolean;
}

/** More is no calendar any more: ten years of days. */
export const mostMonths = 120;

const dayMs = 86_400_000;
const none: CalendarDay["counts"] = { pending: 0, running: 0, succeeded: 0, failed: 0 };

/** From the month of `from` to that of the instant before `to`; at most `mostMonths` of them. */
export function calendar(
  intervals: readonly CalendarInterval[],
  zone: string,
  { from, to }: { readonly from: number; readonly to: number },
): readonly CalendarMonth[] {
  const counts = new Map<number, Record<IntervalLook, number>>();
  const goneOver = new Set<number>();
  for (const { start, end, look } of intervals) {
    const first = dayOf(start, zone);
    const found = counts.get(first) ?? { ...none };
    found[look] += 1;
    counts.set(first, found);
    // An end at midnight is that of the day before.
    for (let day = first + dayMs, last = dayOf(end - 1, zone); day <= last; day += dayMs) goneOver.add(day);
  }
  const months: CalendarMonth[] = [];
  const until = wallOf(zone, Math.max(from, to - 1));
  for (let at = monthOf(wallOf(zone, from)); at <= until && months.length < mostMonths; at = nextMonth(at))
    months.push(monthFrom(at, (day) => dayFrom(day, counts.get(day), goneOver.has(day))));
  return months;
}

/** Of the days that one clicked on, in whichever order, the whole of both: the midnights around them. */
export function rangeOfDays(one: string, other: string, zone: string): { readonly from: number; readonly to: number } {
  const [first, last] = one <= other ? [one, other] : [other, one];
  const after = new Date(Date.parse(`${last}T00:00Z`) + dayMs).toISOString().slice(0, 10);
  return { from: readInstant(first, zone) ?? 0, to: readInstant(after, zone) ?? 0 };
}

/** The date that a clock in the zone shows. */
export function dateIn(zone: string, instant: number): string {
  return new Date(wallOf(zone, instant)).toISOString().slice(0, 10);
}

/** Of dates. */
export function dayBefore(date: string): string {
  const day = Date.parse(`${date.slice(0, 10)}T00:00Z`);
  return Number.isNaN(day) ? date : new Date(day - dayMs).toISOString().slice(0, 10);
}

/** The most pressing of what is on a day. */
export function lookOfDay({ counts, total }: CalendarDay): IntervalLook | undefined {
  if (total === 0) return undefined;
  if (counts.failed > 0) return "failed";
  if (counts.running > 0) return "running";
  return counts.pending > 0 ? "pending" : "succeeded";
}

function dayOf(instant: number, zone: string): number {
  const wall = wallOf(zone, instant);
  return Math.floor(wall / dayMs) * dayMs;
}

function dayFrom(day: number, counts: CalendarDay["counts"] = none, goesOn: boolean): CalendarDay {
  const total = counts.pending + counts.running + counts.succeeded + counts.failed;
  const date = new Date(day).toISOString().slice(0, 10);
  return { date, day: Number(date.slice(8)), counts, total, goesOn };
}

function monthFrom(month: number, dayAt: (day: number) => CalendarDay): CalendarMonth {
  const next = nextMonth(month);
  const days: (CalendarDay | null)[] = Array.from({ length: mondayFirst(month) }, () => null);
  for (let day = month; day < next; day += dayMs) days.push(dayAt(day));
  while (days.length % 7 !== 0) days.push(null);
  const weeks = Array.from({ length: days.length / 7 }, (_, at) => days.slice(at * 7, at * 7 + 7));
  const key = new Date(month).toISOString().slice(0, 7);
  return { key, year: Number(key.slice(0, 4)), month: Number(key.slice(5)), weeks };
}

/** Of walls, all three: calendar arithmetic knows no zones. */
function monthOf(wall: number): number {
  const at = new Date(wall);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
}

function nextMonth(month: number): number {
  const at = new Date(month);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
}

function mondayFirst(day: number): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}
