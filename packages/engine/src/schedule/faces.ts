/** What the outside may ask about schedules. Instants are ms since the epoch. */
import type { Digest, ScheduleSpec } from "@troupe/core";

export interface Schedules {
  /** In order of the pipelines' names, after `after`. */
  list(options: { readonly after?: string; readonly limit: number }): Promise<readonly ScheduleView[]>;
  /** Throws SCHEDULE_NOT_FOUND. */
  get(pipeline: string): Promise<ScheduleView>;
  /** Idempotent: one that is paused stays paused, with its first reason. */
  pause(pipeline: string, why: TurnRequest): Promise<ScheduleView>;
  /** Idempotent. What becomes of the ticks that passed meanwhile its `catchup` says. */
  resume(pipeline: string, why: TurnRequest): Promise<ScheduleView>;
}

export interface TurnRequest {
  readonly by: string;
  readonly reason: string;
}

/** Somebody paused or resumed it. */
export interface TurnView extends TurnRequest {
  readonly at: number;
}

export interface ScheduleView {
  readonly pipeline: string;
  readonly version: Digest;
  readonly schedule: ScheduleSpec;
  /** Since when it has this timing. */
  readonly since: number;
  /** The next few, whether it is paused or not. */
  readonly nextTicks: readonly number[];
  /** Ticks up to here are done with; null before the first. */
  readonly lastTick: number | null;
  readonly lastRun: { readonly runId: string; readonly tick: number } | null;
  readonly paused: TurnView | null;
  readonly resumed: TurnView | null;
  /** Ticks that got no run, the last time that there were any. */
  readonly passedOver: PassedOverView | null;
  /** A tick whose run is refused, and tried again. Only the leader knows of it. */
  readonly trouble: TroubleView | null;
}

export interface PassedOverView {
  readonly first: number;
  readonly last: number;
  readonly at: number;
  readonly because: string;
}

export interface TroubleView {
  readonly tick: number;
  readonly since: number;
  readonly tryAt: number;
  readonly code: string;
  readonly message: string;
}

/** What applying a schedule now would come to. */
export interface PlannedSchedule {
  /** The next few. */
  readonly nextTicks: readonly number[];
  /** How many runs would be made at once, to catch up. */
  readonly catchup: number;
}
