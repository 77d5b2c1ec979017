/** Runs, and what happens to them. Instants are dates; what is absent is null. */
import type { ExitClass, Json, JsonObject, RunStatus } from "@troupe/core";
import type { DatasetUse, PublishedDataset } from "./dataset-records.ts";
import type { Progress, Task } from "./task-records.ts";

export interface Run<Out = Json> {
  readonly id: string;
  readonly pipeline: string;
  /** Digest of the spec and the code that it runs. */
  readonly version: string;
  readonly state: RunStatus;
  readonly params: JsonObject;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** What the body returned; null until the run has succeeded. */
  readonly outputs: Out | null;
  readonly failure: RunFailure | null;
  /** 32 hexadecimal digits; null if this run is not traced. */
  readonly traceId: string | null;
  /** Number of its last event. */
  readonly sequence: number;
  readonly tasks: TaskCounts;
  readonly requestId: string | null;
  /** Who asked for its cancel; null if nobody did, it is not known, or in lists. */
  readonly cancelledBy: string | null;
  /** Minutes of head start that it has. Zero in lists. */
  readonly priority: number;
  /** Why it was made. */
  readonly cause: RunCause;
  /** What it waits for before it begins, as a sentence; "" if it has begun. Left out of lists. */
  readonly reason: string;
  /** What it is about, of a pipeline with a schedule: from `start` up to, and without, `end`. */
  readonly interval: Interval | null;
  /** Revisions of datasets that it was made with. */
  readonly datasets: readonly DatasetUse[];
  /** Revisions that it has published, once it has succeeded. Empty in lists. */
  readonly published: readonly PublishedDataset[];
}

export type RunCause =
  /** By a person or a program, through the API. */
  | { readonly kind: "manual" }
  | { readonly kind: "schedule"; readonly tick: Date }
  | { readonly kind: "backfill"; readonly backfill: string }
  /** By a task of another run. */
  | { readonly kind: "trigger"; readonly runId: string; readonly task: string }
  | { readonly kind: "dataset"; readonly dataset: string; readonly revision: string }
  | { readonly kind: "webhook"; readonly delivery: string }
  | { readonly kind: "rerun"; readonly of: string }
  /** Of a kind that this client does not know. */
  | { readonly kind: "unknown" };

export interface Interval {
  readonly start: Date;
  readonly end: Date;
}

export interface TaskCounts {
  readonly pending: number;
  readonly queued: number;
  /** Assigned ones too. */
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  /** Those that no agent has: they wait for a time, a person, another run. */
  readonly waiting: number;
}

export interface RunFailure {
  /** The first task that failed for good; null if it was the run itself. */
  readonly task: string | null;
  readonly exitClass: ExitClass | null;
  /** Stable: "TASK_OUTPUT_INVALID". */
  readonly code: string;
  readonly message: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** One thing that happened to a run, or what it looked like when the watch began or went on. */
export type RunUpdate<Out = Json> =
  | { readonly type: "snapshot"; readonly run: Run<Out>; readonly tasks: readonly Task[] }
  | RunEventRecord<Out>
  /** Not part of the history: the latest progress of a task. */
  | { readonly type: "progress"; readonly task: string; readonly progress: Progress };

export interface RunEventRecord<Out = Json> {
  readonly type: "event";
  readonly sequence: number;
  readonly at: Date;
  /** Past tense: "TaskSucceeded". */
  readonly name: string;
  /** The task that it is about. */
  readonly task: string | null;
  /** That task after the event. */
  readonly after: Task | null;
  /** The run after the event, if the event changed its state. */
  readonly run: Run<Out> | null;
  /** The whole event. */
  readonly detail: JsonObject;
}

/** What a rerun would do. */
export interface RerunPreview {
  /** The version that it would run on. */
  readonly version: string;
  /** Tasks that run again, each with the reason: "it failed". At most 10,000. */
  readonly again: readonly { readonly task: string; readonly because: string }[];
  readonly againCount: number;
  /** How many results are kept. */
  readonly keptCount: number;
}

/** Somebody who is told of a run, and how that went. */
export interface NotificationRecord {
  /** Goes along with the message, and is the same each time it is sent. */
  readonly id: string;
  /** "failed", "timed-out", "succeeded", "cancelled", "approval". */
  readonly cause: string;
  readonly kind: string;
  readonly connection: string;
  /** Addresses, of an e-mail. */
  readonly to: readonly string[];
  readonly state: "due" | "sent" | "given-up";
  readonly at: Date;
  readonly attempts: number;
  /** When it is sent next; null if it is not. */
  readonly nextAt: Date | null;
  /** When it was sent, or given up. */
  readonly settledAt: Date | null;
  /** Why the last attempt failed; empty if it did not. */
  readonly problem: string;
}
