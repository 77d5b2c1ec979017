/** One schedule under the engine that leads: what it is, how far it is, and what is due of it. */
import { type Due, due, Timetable, type TroupeError } from "@troupe/core";
import type { ScheduleView } from "./faces.ts";
import type { ScheduleDefinition, ScheduleProgress } from "./schedule-records.ts";

/** A tick whose run was refused; it is tried again. */
export interface ScheduleTrouble {
  readonly tick: number;
  readonly error: TroupeError;
  readonly since: number;
  readonly tries: number;
  readonly tryAt: number;
}

const firstRetryMs = 1000;
const lastRetryMs = 300_000;

export class ScheduleEntry {
  readonly definition: ScheduleDefinition;
  readonly progress: ScheduleProgress;
  readonly trouble: ScheduleTrouble | null;
  readonly #timetable: Timetable;

  constructor(
    definition: ScheduleDefinition,
    progress: ScheduleProgress,
    trouble: ScheduleTrouble | null = null,
    timetable = new Timetable(definition.schedule),
  ) {
    this.definition = definition;
    this.progress = progress;
    this.trouble = trouble;
    this.#timetable = timetable;
  }

  get timetable(): Timetable {
    return this.#timetable;
  }

  with(change: Partial<ScheduleProgress>): ScheduleEntry {
    return new ScheduleEntry(this.definition, { ...this.progress, ...change }, null, this.#timetable);
  }

  refused(tick: number, error: TroupeError, now: number): ScheduleEntry {
    const tries = (this.trouble?.tries ?? 0) + 1;
    const tryAt = now + Math.min(lastRetryMs, firstRetryMs * 2 ** (tries - 1));
    const trouble = { tick, error, since: this.trouble?.since ?? now, tries, tryAt };
    return new ScheduleEntry(this.definition, this.progress, trouble, this.#timetable);
  }

  /** With `limit` 1 as a rule: a tick is done with before the next one is looked at. */
  due(now: number): Due {
    const { schedule, since } = this.definition;
    const awakeSince = Math.max(since, this.progress.resumed?.at ?? 0);
    return due(this.#timetable, schedule.catchup ?? "none", { lastTick: this.#lastTick, awakeSince }, now, 1);
  }

  /** When there may be something to do; undefined while it is paused, or if it is over. */
  wakeAt(): number | undefined {
    if (this.progress.paused !== null) return undefined;
    return this.trouble?.tryAt ?? this.#timetable.next(this.#lastTick);
  }

  get #lastTick(): number {
    return Math.max(this.definition.from, this.progress.lastTick ?? Number.NEGATIVE_INFINITY);
  }

  view(now: number): ScheduleView {
    return viewSchedule(this.definition, this.progress, now, this.#timetable, this.trouble);
  }
}

/** How many of the ticks to come are shown. */
const shownTicks = 5;

export function viewSchedule(
  definition: ScheduleDefinition,
  progress: ScheduleProgress,
  now: number,
  timetable = new Timetable(definition.schedule),
  trouble: ScheduleTrouble | null = null,
): ScheduleView {
  const { pipeline, version, schedule, since } = definition;
  const { lastTick, lastRun, paused, resumed, passedOver } = progress;
  return {
    ...{ pipeline, version, schedule, since, lastTick, lastRun, paused, resumed, passedOver },
    nextTicks: timetable.nextTicks(Math.max(now, lastTick ?? now), shownTicks),
    trouble:
      trouble === null
        ? null
        : {
            ...{ tick: trouble.tick, since: trouble.since, tryAt: trouble.tryAt },
            ...{ code: trouble.error.code, message: trouble.error.message },
          },
  };
}
