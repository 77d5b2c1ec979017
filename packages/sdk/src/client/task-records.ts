/** The tasks of a run, and their attempts. Instants are dates; what is absent is null. */
import type { ExitClass, Json, JsonObject, TaskStatus } from "@troupe/core";
import type { RunFailure } from "./run-records.ts";

export interface Task {
  /** "train[0]". */
  readonly name: string;
  /** The node of the definition: "train". */
  readonly node: string;
  readonly step: string;
  readonly kind: string;
  readonly state: TaskStatus;
  /** The last one is current. */
  readonly attempts: readonly Attempt[];
  readonly inputs: JsonObject | null;
  readonly output: Json;
  readonly failure: RunFailure | null;
  /** What it waits for, or why it was skipped. */
  readonly reason: string;
  /** Where its result comes from; null: from its last attempt, or there is none. */
  readonly origin: Origin | null;
  /** Why its result did not come from the cache, as a sentence; empty if nobody looked. */
  readonly uncached: string;
  readonly progress: Progress | null;
  /** The latest that an attempt of it kept. */
  readonly checkpoint: Checkpoint | null;
  /** When the time of all its attempts together is over; null: it has no such limit. */
  readonly dueAt: Date | null;
}

export interface Attempt {
  readonly number: number;
  readonly agent: string;
  readonly exitClass: ExitClass | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly message: string;
  readonly queuedAt: Date | null;
  readonly assignedAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** UUIDs of the GPUs that it held. */
  readonly devices: readonly string[];
  /** Why it failed, stable: "STEP_STALLED"; empty if it did not. */
  readonly code: string;
  /** What it got, where that is not what its step asks for: an earlier one ran out of memory. */
  readonly memoryBytes: number | null;
  /** What it went on from; null: from the beginning. */
  readonly from: Checkpoint | null;
  /** Rules about its metrics that fired, in that order. */
  readonly fired: readonly FiredRule[];
}

/** A file that a step kept to go on from, in the archive. */
export interface Checkpoint {
  /** The suffix of its name. */
  readonly kind: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Which epoch or batch it is of, if the step said so. */
  readonly step: number | null;
}

/** A rule about a metric that was found to hold. */
export interface FiredRule {
  /** Its place among the rules of the step, from 0. */
  readonly rule: number;
  readonly action: string;
  readonly metric: string;
  /** NaN and infinities, too. */
  readonly value: number;
  readonly step: number | null;
  readonly at: Date;
  /** "loss is NaN". */
  readonly message: string;
}

export interface Progress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly message: string;
  readonly at: Date | null;
}

/** Of a result that no attempt of the run has made: another run's task, or a person. */
export type Origin =
  | { readonly kind: "rerun" | "cache"; readonly runId: string; readonly task: string }
  | { readonly kind: "mark"; readonly by: string; readonly reason: string };
