/**
 * The ticks of a cron expression in a time zone. Croner does the calendar, on wall times; what becomes of those that do
 * not come, or come twice, is decided here:
 *
 * - An expression that names hours means times of the day. Each comes once: one that is missed, because clocks go
 *   forward, at the first instant after the gap; one that is repeated, because they go back, the first time.
 * - An expression that takes every hour means a rhythm: it ticks whenever the clock shows what fits. An hour that is
 *   repeated has its ticks again, and one that is missed has none, so that the rhythm stays even.
 */
import { Cron } from "croner";
import type { Timing } from "./timing.ts";
import { changeAfter, changeBefore, firstInstant, offsetAt, wallOf } from "./zone.ts";

const dayMs = 86_400_000;

/** By expression and zone: ten thousand schedules know few of them. */
const known = new Map<string, CronTiming>();
const knownLimit = 1000;

export function cronTiming(expression: string, zone: string): CronTiming {
  const key = `${expression}\n${zone}`;
  const timing = known.get(key) ?? new CronTiming(expression, zone);
  if (known.size >= knownLimit) known.clear();
  known.set(key, timing);
  return timing;
}

/** Why this is no cron expression of five fields; undefined if it is one. */
export function cronTrouble(expression: string): string | undefined {
  if (!/^(@(hourly|daily|weekly|monthly)|[\dA-Za-z*,/#-]+( [\dA-Za-z*,/#-]+){4})$/.test(expression))
    return "is not a cron expression of five fields";
  try {
    // Any year will do: whatever comes at all comes within eight years.
    return new Cron(expression, options).nextRun(new Date(0)) === null ? "is a date that never comes" : undefined;
  } catch (error) {
    return `is not a cron expression: ${error instanceof Error ? error.message.replace(/^CronPattern: /, "") : error}`;
  }
}

const options = { timezone: "UTC", mode: "5-part" } as const;

export class CronTiming implements Timing {
  readonly #cron: Cron;
  readonly #zone: string;
  readonly #takesEveryHour: boolean;
  /** The last questions: schedules of one expression ask the same. */
  #next: { readonly after: number; readonly tick: number | undefined } | undefined;
  #previous: { readonly before: number; readonly tick: number | undefined } | undefined;

  constructor(expression: string, zone: string) {
    this.#cron = new Cron(expression, options);
    this.#zone = zone;
    this.#takesEveryHour = expression === "@hourly" || /^(\*|\*\/1|0-23)$/.test(expression.split(" ")[1] ?? "");
  }

  next(after: number): number | undefined {
    if (this.#next?.after !== after) {
      const tick = this.#takesEveryHour ? this.#nextShown(after) : this.#nextTime(after);
      this.#next = { after, tick };
    }
    return this.#next.tick;
  }

  previous(before: number): number | undefined {
    if (this.#previous?.before !== before) {
      const tick = this.#takesEveryHour ? this.#previousShown(before) : this.#previousTime(before);
      this.#previous = { before, tick };
    }
    return this.#previous.tick;
  }

  /** `firstInstant` never falls as wall times rise, so that the first that is late enough is the one. */
  #nextTime(after: number): number | undefined {
    for (let wall = this.#wallAfter(wallOf(this.#zone, after)); wall !== undefined; wall = this.#wallAfter(wall)) {
      const tick = firstInstant(this.#zone, wall);
      if (tick > after) return tick;
    }
    return undefined;
  }

  #previousTime(before: number): number | undefined {
    const shown = wallOf(this.#zone, before);
    // While an hour is repeated, later wall times than the one shown have been already.
    const isNearChange = offsetAt(this.#zone, before - dayMs) !== offsetAt(this.#zone, before);
    const from = isNearChange ? shown + dayMs : shown;
    for (let wall = this.#wallBefore(from); wall !== undefined; wall = this.#wallBefore(wall)) {
      const tick = firstInstant(this.#zone, wall);
      if (tick < before) return tick;
    }
    return undefined;
  }

  /** From one change of the offset to the next. */
  #nextShown(after: number): number | undefined {
    for (let at = after, beyond = after; ; ) {
      const offset = offsetAt(this.#zone, at);
      const wall = this.#wallAfter(beyond + offset);
      if (wall === undefined) return undefined;
      const change = changeAfter(this.#zone, at, wall - offset);
      if (change === undefined) return wall - offset;
      at = change;
      beyond = change - 1;
    }
  }

  #previousShown(before: number): number | undefined {
    for (let until = before; ; ) {
      const offset = offsetAt(this.#zone, until - 1);
      const wall = this.#wallBefore(until + offset);
      if (wall === undefined) return undefined;
      const change = changeBefore(this.#zone, wall - offset, until - 1);
      if (change === undefined) return wall - offset;
      until = change;
    }
  }

  #wallAfter(wall: number): number | undefined {
    return this.#cron.nextRun(new Date(wall))?.getTime();
  }

  #wallBefore(wall: number): number | undefined {
    return this.#cron.previousRuns(1, new Date(wall))[0]?.getTime();
  }
}
