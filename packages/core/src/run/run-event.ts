/**
 * The history of a run: facts in the past tense, from which its state can be rebuilt. Each carries its instant; its
 * sequence number is its place in the history, given when it is applied.
 */

import type { OverlapPolicy } from "../admission/overlap.ts";
import type { ArtifactValue, Digest, PlacedArtifact } from "../artifact.ts";
import type { DatasetRead, Published } from "../datasets/dataset.ts";
import type { Json, JsonObject } from "../json.ts";
import type { RuleFiring } from "../metric-rules/metric-rule.ts";
import type { Failure } from "./exit.ts";
import type { RunCause, RunInterval } from "./run-cause.ts";
import type { TaskCounts } from "./task-counts.ts";
import type { WaitingOn } from "./waiting-on.ts";

export type RunEvent = { readonly at: number } & RunEventBody;

export type RunEventBody =
  | RunCreated
  /** Its turn has come, or somebody did not want to wait for it: a run that was held begins. */
  | { readonly type: "RunReleased"; readonly by: "turn" | "user" }
  | { readonly type: "MapExpanded"; readonly node: string; readonly path: TaskPath; readonly count: number }
  | {
      readonly type: "BranchDecided";
      readonly node: string;
      readonly path: TaskPath;
      readonly arm: string | null;
      readonly evidence?: JsonObject;
    }
  | { readonly type: "GroupEntered"; readonly node: string; readonly path: TaskPath }
  /** A round of a loop may begin: 0 is the first. */
  | { readonly type: "LoopContinued"; readonly node: string; readonly path: TaskPath; readonly round: number }
  | {
      readonly type: "LoopEnded";
      readonly node: string;
      readonly path: TaskPath;
      readonly rounds: number;
      /** It ended because there are no more rounds, and not because its condition holds. */
      readonly limited: boolean;
      readonly evidence?: JsonObject;
    }
  /** A map, branch or loop that cannot be evaluated; it counts as failed. */
  | { readonly type: "DecisionFailed"; readonly node: string; readonly path: TaskPath; readonly failure: Failure }
  /** What is under way inside of a map or finalizer is ended, and nothing more begins in it. It has failed. */
  | {
      readonly type: "NodeStopped";
      readonly node: string;
      readonly path: TaskPath;
      /** Rounds that had begun. */
      readonly opened: number;
      readonly failure: Failure;
    }
  /** A node that never runs because something that it needs did not succeed. */
  | {
      readonly type: "NodeSkipped";
      readonly node: string;
      readonly path: TaskPath;
      readonly because: string;
      /** It is there for failures, and there was none: whoever needs it goes on. */
      readonly unneeded?: true;
    }
  | {
      readonly type: "TaskQueued";
      readonly task: string;
      readonly attempt: number;
      /** When the time of all its attempts together is over; said once, with the first. */
      readonly dueAt?: number;
      /** Why its result did not come from the cache, where one was looked for. */
      readonly uncached?: string;
    }
  /** No agent has it: it waits. Again for the same attempt where more is known: the run that was triggered. */
  | { readonly type: "TaskWaiting"; readonly task: string; readonly attempt: number; readonly on: WaitingOn }
  | {
      readonly type: "TaskAssigned";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly devices: readonly string[];
      /** The agent had claimed it in advance: it may start it, and no AttemptGranted follows. */
      readonly granted: boolean;
      /** What it gets, where that is not what its step asks for: it ran out of memory before. */
      readonly memoryBytes?: number;
      /** Artifacts in its inputs, the first of them. Absent: none, or nobody noted them. */
      readonly reads?: readonly PlacedArtifact[];
    }
  /** The agent would not take it: queued again, at once or at `until`; no attempt used up. */
  | {
      readonly type: "AssignmentReturned";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly reason: string;
      readonly until: number | null;
    }
  | { readonly type: "AttemptGranted"; readonly task: string; readonly attempt: number; readonly agent: string }
  | { readonly type: "AttemptStarted"; readonly task: string; readonly attempt: number }
  | {
      readonly type: "AttemptFailed";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly failure: Failure;
      readonly phases?: Phases;
      readonly lengths?: StreamLengths;
    }
  /** The agent is told, and told again, until the result comes: the run is ending, or the task is. */
  | {
      readonly type: "AttemptCancelRequested";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly reason: string;
      /** How the task ends once it has, where it is the task that ends and not the run. */
      readonly end?: TaskEnd;
    }
  /** What the next attempt goes on from: durable, in the archive. */
  | {
      readonly type: "CheckpointSaved";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly checkpoint: Checkpoint;
    }
  /** A rule about a metric of the running attempt; what follows from it is an event of its own. */
  | {
      readonly type: "MetricRuleFired";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly firing: RuleFiring;
    }
  | { readonly type: "TaskRetryScheduled"; readonly task: string; readonly attempt: number; readonly until: number }
  | {
      readonly type: "TaskSucceeded";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly output: Output | null;
      readonly artifacts?: SpilledArtifacts;
      readonly phases?: Phases;
      readonly lengths?: StreamLengths;
    }
  /** It has a result without an attempt: that of an earlier run. */
  | {
      readonly type: "TaskReused";
      readonly task: string;
      readonly output: Output | null;
      readonly artifacts?: SpilledArtifacts;
      readonly origin: EarlierResult;
    }
  /** A person gave it its result. */
  | {
      readonly type: "TaskMarked";
      readonly task: string;
      readonly output: Output | null;
      readonly artifacts?: SpilledArtifacts;
      readonly origin: GivenResult;
    }
  | { readonly type: "TaskFailed"; readonly task: string; readonly failure: Failure }
  | { readonly type: "TaskCancelled"; readonly task: string; readonly reason: string }
  | {
      readonly type: "RunCancelRequested";
      readonly reason: string;
      readonly cause: CancelCause;
      /** Who asked for it; absent where that is not known, or nobody did. */
      readonly by?: string;
      /** It was asked for again: what runs always ends too, and finalizers that run by now. */
      readonly final?: true;
    }
  /** Everything but the finalizers is over, and came to this. `until`: when the first of them has taken too long. */
  | { readonly type: "RunFinalizing"; readonly outcome: RunOutcome; readonly until: number | null }
  /** What it has in minutes of head start is another number now: for what waits, and for what will. */
  | { readonly type: "RunPrioritized"; readonly priority: number }
  | ({
      readonly type: "RunSucceeded";
      readonly outputs: Json | null;
      readonly published?: readonly Published[];
    } & RunEnd)
  | ({ readonly type: "RunFailed"; readonly task: string | null; readonly failure: Failure } & RunEnd)
  | ({ readonly type: "RunCancelled"; readonly reason: string } & RunEnd)
  | ({ readonly type: "RunTimedOut"; readonly timeoutMs: number } & RunEnd);

/** Who asked for a run's end: somebody, its timeout, or a newer run that takes its place. */
export type CancelCause = "user" | "timeout" | "overlap";

export type RunOutcome = "succeeded" | "failed" | "cancelled" | "timed-out";

/** Where the tasks were at the end: for those who list runs. Absent in histories of before it was noted. */
export interface RunEnd {
  readonly tasks?: TaskCounts;
}

export interface RunCreated {
  readonly type: "RunCreated";
  readonly runId: string;
  readonly pipeline: string;
  readonly version: Digest;
  readonly params: JsonObject;
  /** Outputs of earlier runs, resolved once and kept: by pipeline name, "" for this pipeline. */
  readonly uses: Readonly<Record<string, Json>>;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  /** Absent in histories of before it was noted: made by hand. */
  readonly cause?: RunCause;
  /** Its own, instead of its pipeline's. */
  readonly priority?: number;
  /** What it is about, of a pipeline with a schedule. Absent: nothing in particular. */
  readonly interval?: RunInterval | null;
  /** Results of an earlier run that this one repeats: they lie in the archive, by task. */
  readonly reuses?: { readonly runId: string; readonly results: Digest };
  /** Every result is made, and none taken from the cache. */
  readonly skipsCache?: boolean;
  /** Revisions of datasets that it was made with, resolved once: by name. Absent: none. */
  readonly datasets?: Readonly<Record<string, DatasetRead>>;
  /** The overlap policy did not let it begin at once. Absent: it began with this event. */
  readonly held?: Held;
}

export interface Held {
  readonly policy: OverlapPolicy;
  /** The run that stood in its way, if a single one can be named. */
  readonly behind: string | null;
}

/** The result of another task: of the run that this one repeats, or of any that was made of the same. */
export interface EarlierResult {
  readonly kind: "rerun" | "cache";
  readonly runId: string;
  readonly task: string;
}

/** A result that a person vouches for. */
export interface GivenResult {
  readonly kind: "mark";
  readonly by: string;
  readonly reason: string;
}

/** How a task ends that a person, or its time, ended. */
export type TaskEnd =
  | { readonly status: "cancelled"; readonly reason: string }
  | { readonly status: "succeeded"; readonly output: Output | null; readonly origin: GivenResult }
  | { readonly status: "failed"; readonly failure: Failure };

export type RunEventType = RunEventBody["type"];

/** Round of each map around a node, outermost first. Empty outside maps. */
export type TaskPath = readonly number[];

/** A file that a step kept to go on from, by digest. `kind`: the suffix of its name. */
export interface Checkpoint extends ArtifactValue {
  /** Which epoch or batch it is of, if the step said so. */
  readonly step: number | null;
}

/** A small value inline; a larger one by the digest of its canonical JSON in the archive. In memory both have `value`. */
export interface Output {
  readonly value: Json;
  readonly spilled?: Digest;
}

/** The first artifacts in an output that is not here but in the archive: for those who look for them. */
export type SpilledArtifacts = readonly PlacedArtifact[];

/** Instants of one attempt, by the agent's clock. */
export interface Phases {
  readonly offeredAt?: number;
  readonly inputsAt?: number;
  readonly runningAt?: number;
  readonly outputsAt?: number;
  readonly endedAt?: number;
}

export type LogStreamName = "stdout" | "stderr" | "messages";

/** Final bytes of each stream, and the number of metric points: a reader knows when it has all. */
export type StreamLengths = Partial<Readonly<Record<LogStreamName | "metrics", number>>>;
