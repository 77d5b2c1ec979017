/**
 * Which ticks are to be run now. Two kinds have passed without a run:
 *
 * - *missed*: nobody was to run them, because the schedule was paused or not applied yet. `catchup` says what becomes of
 *   them.
 * - *late*: it was to run, and no coordinator led. What is late by less than a minute is run whatever there is, so that a
 *   change of the leader costs no tick; of what is later still, with `all`, each, and otherwise the newest one.
 */
import type { Catchup } from "./schedule-spec.ts";
import type { Timetable } from "./timetable.ts";

/** How far a schedule is. Instants in ms since the epoch. */
export interface SchedulePosition {
  /** Ticks up to here are done with: run, or passed over. */
  readonly lastTick: number;
  /** Since when it is to run: when it was applied first, got another timing, or was resumed. */
  readonly awakeSince: number;
}

export interface Due {
  /** To be run, oldest first, at most `limit`: ask again when they are done. */
  readonly ticks: readonly number[];
  /** First and last tick, before those, that will not be run; null if there is none. */
  readonly passedOver: { readonly first: number; readonly last: number } | null;
}

/** Longer than any change of the leader. */
export const lateMs = 60_000;

export function due(
  timetable: Timetable,
  catchup: Catchup,
  { lastTick, awakeSince }: SchedulePosition,
  now: number,
  limit = 100,
): Due {
  const oldest = timetable.next(lastTick);
  if (oldest === undefined || oldest > now) return { ticks: [], passedOver: null };
  if (catchup === "all") return { ticks: upTo(timetable, oldest, now, limit), passedOver: null };
  const newest = timetable.previous(now + 1) ?? oldest;
  const first = firstToRun(timetable, catchup, newest, Math.max(lastTick, awakeSince), now);
  const passed = timetable.previous(first ?? newest + 1);
  return {
    ticks: first === undefined ? [] : upTo(timetable, Math.max(first, oldest), now, limit),
    passedOver: passed === undefined || passed < oldest ? null : { first: oldest, last: passed },
  };
}

function firstToRun(
  timetable: Timetable,
  catchup: Catchup,
  newest: number,
  liveAfter: number,
  now: number,
): number | undefined {
  if (newest <= liveAfter) return catchup === "latest" ? newest : undefined;
  const recent = timetable.next(Math.max(liveAfter, now - lateMs - 1));
  return recent === undefined ? newest : Math.min(recent, newest);
}

function upTo(timetable: Timetable, first: number, now: number, limit: number): readonly number[] {
  return [first, ...timetable.nextTicks(first, limit - 1)].filter((tick) => tick <= now);
}

/**
 * How many ticks a schedule makes up for when it is applied now for the first time: what `plan` tells. Counts no further
 * than `limit`.
 */
export function countCatchup(timetable: Timetable, catchup: Catchup, from: number, now: number, limit: number): number {
  if (catchup === "none") return 0;
  const ticks = timetable.nextTicks(from, limit).filter((tick) => tick <= now).length;
  return catchup === "latest" ? Math.min(1, ticks) : ticks;
}
