/** The ticks of a schedule, within its bounds. A tick ends an interval, which began with the tick before. */
import type { RunInterval } from "../run/run-cause.ts";
import { cronTiming } from "./cron-timing.ts";
import { EvenTiming } from "./even-timing.ts";
import type { ScheduleSpec, ScheduleTiming } from "./schedule-spec.ts";
import type { Timing } from "./timing.ts";

export class Timetable {
  readonly #timing: Timing;
  /** Ticks are later than this: the first one would end an interval that began before the bound. */
  readonly #after: number;
  readonly #until: number;

  constructor(schedule: ScheduleSpec) {
    const start = schedule.start === undefined ? undefined : Date.parse(schedule.start);
    this.#timing = timingOf(schedule, start);
    this.#after = start === undefined ? Number.NEGATIVE_INFINITY : (this.#timing.next(start - 1) ?? start);
    this.#until = schedule.end === undefined ? Number.POSITIVE_INFINITY : Date.parse(schedule.end);
  }

  /** The first tick after an instant; undefined if there is none. */
  next(after: number): number | undefined {
    const tick = this.#timing.next(Math.max(after, this.#after));
    return tick === undefined || tick > this.#until ? undefined : tick;
  }

  /** The last tick before an instant; undefined if there is none. */
  previous(before: number): number | undefined {
    const tick = this.#timing.previous(Math.min(before, this.#until + 1));
    return tick === undefined || tick <= this.#after ? undefined : tick;
  }

  /** The next `count` ticks after an instant, or as many as there are. */
  nextTicks(after: number, count: number): readonly number[] {
    const ticks: number[] = [];
    for (let tick = this.next(after); tick !== undefined && ticks.length < count; tick = this.next(tick))
      ticks.push(tick);
    return ticks;
  }

  /** What a tick's run is about. */
  interval(tick: number): RunInterval {
    return { start: this.#timing.previous(tick) ?? tick, end: tick };
  }

  /** What a run that is made by hand is about: the last interval that is over, inside the bounds if there is one. */
  lastComplete(now: number): RunInterval {
    return this.interval(this.previous(now + 1) ?? this.#timing.previous(now + 1) ?? now);
  }

  /** The intervals that lie between two instants, oldest first: at most `limit`. Bounds do not count. */
  between(from: number, to: number, limit: number): readonly RunInterval[] {
    const found: RunInterval[] = [];
    let start = this.#timing.next(from - 1);
    while (start !== undefined && found.length < limit) {
      const end = this.#timing.next(start);
      if (end === undefined || end > to) break;
      found.push({ start, end });
      start = end;
    }
    return found;
  }
}

function timingOf(schedule: ScheduleTiming, start: number | undefined): Timing {
  return schedule.kind === "cron"
    ? cronTiming(schedule.expression, schedule.timezone)
    : new EvenTiming(schedule.everyMs, start ?? 0);
}
