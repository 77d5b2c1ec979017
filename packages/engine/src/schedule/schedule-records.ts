/**
 * What the store has of a schedule: two records with two writers, so that neither overwrites what the other has just
 * written. The definition is written with the pipeline that it is applied with; the progress by the actor of schedules,
 * each tick in the very group that makes its run.
 */
import { type Digest, isDigest, isObject, type ScheduleSpec } from "@troupe/core";
import { isNumber, isText, record } from "../records/record.ts";

export const schedulesPrefix = "schedules/";
export const definitionKey = (pipeline: string): string => `${schedulesPrefix}${pipeline}/definition`;
export const progressKey = (pipeline: string): string => `${schedulesPrefix}${pipeline}/progress`;

/** Instants in ms since the epoch. */
export interface ScheduleDefinition {
  readonly pipeline: string;
  /** Of the pipeline: what the runs of its ticks run. */
  readonly version: Digest;
  readonly schedule: ScheduleSpec;
  /** Since when it has this timing. */
  readonly since: number;
  /** Only later ticks count: as `since`, or farther back if something is to be caught up with. */
  readonly from: number;
}

export interface ScheduleProgress {
  /** Ticks up to here are done with: run, or passed over; null before the first. */
  readonly lastTick: number | null;
  readonly lastRun: { readonly runId: string; readonly tick: number } | null;
  readonly paused: { readonly by: string; readonly reason: string; readonly at: number } | null;
  /** When it was last resumed. */
  readonly resumed: { readonly by: string; readonly reason: string; readonly at: number } | null;
  /** Ticks that got no run, the last time that there were any, and why. */
  readonly passedOver: PassedOver | null;
}

export interface PassedOver {
  readonly first: number;
  readonly last: number;
  /** When that was decided. */
  readonly at: number;
  readonly because: string;
}

export const untouched: ScheduleProgress = {
  lastTick: null,
  lastRun: null,
  paused: null,
  resumed: null,
  passedOver: null,
};

export const definitionRecord = record<ScheduleDefinition>(
  "schedule",
  (value) =>
    isText(value.pipeline) &&
    isDigest(value.version) &&
    isObject(value.schedule) &&
    isNumber(value.since) &&
    isNumber(value.from),
);
export const progressRecord = record<ScheduleProgress>(
  "schedule progress",
  (value) => value.lastTick === null || isNumber(value.lastTick),
);
