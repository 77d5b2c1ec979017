/**
 * A run as it is now.
 *
 *            ┌────────── retry ──────────┐
 *            ▼                           │
 *  pending ─▶ queued ─▶ assigned ─▶ running ─▶ succeeded
 *            ▲    │        │           ├─────▶ failed
 *            │    │        │           └─────▶ backing-off ─▶ queued
 *            │    └────────┴─ cancel ────────▶ cancelled          pending ─▶ skipped
 *
 *  pending ─▶ waiting ─▶ succeeded, failed, cancelled, backing-off ─▶ waiting      (a step that no agent runs)
 *
 * A task without a record is pending. Ownership: `apply` takes a state over and gives back the same object, changed;
 * whoever wants the old one keeps a copy. That is what makes 10,000 tasks linear instead of quadratic.
 */
import type { Digest } from "../artifact.ts";
import type { Published } from "../datasets/dataset.ts";
import type { Json, JsonObject } from "../json.ts";
import type { RuleFiring } from "../metric-rules/metric-rule.ts";
import type { Plan } from "../spec/compile.ts";
import type { Alarms } from "./alarms.ts";
import type { anew } from "./cached.ts";
import type { ExitClass, Failure } from "./exit.ts";
import type { Instances } from "./instances.ts";
import type { RunCause, RunInterval } from "./run-cause.ts";
import type {
  CancelCause,
  Checkpoint,
  EarlierResult,
  GivenResult,
  Held,
  Output,
  Phases,
  RunCreated,
  RunOutcome,
  StreamLengths,
  TaskEnd,
  TaskPath,
} from "./run-event.ts";
import type { WaitingOn } from "./waiting-on.ts";

export type RunStatus = keyof typeof runStatuses;

/** `finalizing`: what it comes to is settled, and its finalizers run. */
export const runStatuses = {
  /** Held back while others of its pipeline are under way. */
  waiting: { terminal: false },
  running: { terminal: false },
  cancelling: { terminal: false },
  finalizing: { terminal: false },
  succeeded: { terminal: true },
  failed: { terminal: true },
  cancelled: { terminal: true },
  "timed-out": { terminal: true },
} as const;

export type TaskStatus = keyof typeof taskStatuses;

export const taskStatuses = {
  pending: { terminal: false, onAgent: false },
  queued: { terminal: false, onAgent: false },
  "backing-off": { terminal: false, onAgent: false },
  waiting: { terminal: false, onAgent: false },
  assigned: { terminal: false, onAgent: true },
  running: { terminal: false, onAgent: true },
  succeeded: { terminal: true, onAgent: false },
  failed: { terminal: true, onAgent: false },
  skipped: { terminal: true, onAgent: false },
  cancelled: { terminal: true, onAgent: false },
} as const satisfies Record<string, { terminal: boolean; onAgent: boolean }>;

export interface RunState {
  readonly plan: Plan;
  header: RunHeader;
  readonly tasks: Map<string, TaskRecord>;
  readonly controls: Map<string, ControlRecord>;
  readonly instances: Instances;
  /** Names of tasks by where they are: what a cancel and a timer look at, without going through all tasks. */
  readonly queued: Set<string>;
  readonly backingOff: Set<string>;
  readonly onAgents: Set<string>;
  /** Tasks whose time is limited, over all attempts, and not over yet. */
  readonly due: Set<string>;
  /** Tasks of which the end is settled, and an attempt is still with an agent. */
  readonly ending: Set<string>;
  /** With the instant at which each wants to hear of the time. */
  readonly waiting: Alarms;
  /** The lists that maps go over, once they are known. */
  readonly items: Map<string, readonly Json[]>;
  /** By loop: the states that its rounds began with, once they are known. */
  readonly loops: Map<string, (Json | undefined)[]>;
  /** Results that are there before their tasks' turn comes. */
  readonly kept: ReadonlyMap<string, KeptResult | typeof anew>;
}

/** A result that a rerun takes over, or that a person gave it. */
export interface KeptResult {
  readonly output: Output | null;
  readonly origin: EarlierResult | GivenResult;
}

/** The part of a run that is one record. */
export interface RunHeader {
  readonly runId: string;
  readonly pipeline: string;
  readonly version: Digest;
  readonly params: JsonObject;
  readonly uses: Readonly<Record<string, Json>>;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly cause: RunCause;
  readonly interval: RunInterval | null;
  readonly reuses?: RunCreated["reuses"];
  readonly skipsCache?: boolean;
  readonly createdAt: number;
  /** Revisions of datasets that it was made with, by name; absent: none. */
  readonly datasets?: RunCreated["datasets"];
  /** Revisions of datasets that it has published; absent: none. */
  readonly published?: readonly Published[];
  /** Why it did not begin at once; absent if it did. */
  readonly held?: Held;
  /** When it began, if it was held: its timeout counts from then. */
  readonly releasedAt?: number;
  /** Its own, instead of its pipeline's. */
  readonly priority?: number;
  readonly status: RunStatus;
  readonly endedAt: number | null;
  /** Set once somebody, or the run's timeout, asked for its end. */
  readonly cancel: CancelRequest | null;
  /** Set once everything but the finalizers is over. Absent in records of before there were any. */
  readonly finalizing?: { readonly outcome: RunOutcome; readonly at: number; readonly sequence: number } | null;
  readonly outputs: Json | null;
  readonly failure: { readonly task: string | null; readonly failure: Failure } | null;
  /** Of the last event. */
  readonly sequence: number;
}

export interface CancelRequest {
  readonly reason: string;
  readonly cause: CancelCause;
  /** Absent where it is not known, or nobody asked. */
  readonly by?: string;
  readonly at: number;
  /** What runs always is to end too. */
  readonly final?: true;
}

/** One task's record. `node` and `path` make its name: `train[0]`. */
export interface TaskRecord {
  readonly node: string;
  readonly path: TaskPath;
  readonly state: TaskState;
  readonly attempts: readonly AttemptRecord[];
  /** Why its result did not come from the cache; absent: nobody looked. */
  readonly uncached?: string;
  /** How often in a row an agent would not take it; absent: never. */
  readonly returned?: number;
  /** When the time of all its attempts together is over; absent: it has no such limit. */
  readonly dueAt?: number;
  /** The latest; absent: none was saved. */
  readonly checkpoint?: Checkpoint;
  /** How it ends once the attempt that is with an agent has ended. */
  readonly ending?: TaskEnd;
  readonly since?: Since;
}

/**
 * What had happened when this was written: its turn came when everything else was over (`end`); what is around it had
 * been stopped (`stop`). A restart repeats ends and stops in their order, and not from instants, which may be the same.
 */
export type Since = readonly ("end" | "stop")[];

export type TaskState =
  | { readonly status: "queued"; readonly attempt: number; readonly since: number }
  | { readonly status: "backing-off"; readonly attempt: number; readonly until: number }
  | { readonly status: "waiting"; readonly attempt: number; readonly since: number; readonly on: WaitingOn }
  | { readonly status: "assigned"; readonly attempt: number; readonly granted: boolean }
  | { readonly status: "running"; readonly attempt: number }
  | {
      readonly status: "succeeded";
      readonly output: Output | null;
      readonly endedAt: number;
      /** Where the result comes from; absent: from its last attempt. */
      readonly origin?: EarlierResult | GivenResult;
    }
  | { readonly status: "failed"; readonly failure: Failure; readonly endedAt: number }
  | { readonly status: "skipped"; readonly because: string; readonly unneeded?: true; readonly endedAt: number }
  | { readonly status: "cancelled"; readonly reason: string; readonly endedAt: number };

export interface AttemptRecord {
  readonly number: number;
  /** "" of one that waited: no agent had it. */
  readonly agent: string;
  readonly devices: readonly string[];
  readonly queuedAt: number;
  readonly assignedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitClass: ExitClass | null;
  readonly failure: Failure | null;
  readonly phases: Phases | null;
  readonly lengths: StreamLengths | null;
  /** What it got, where that is not what its step asks for. */
  readonly memoryBytes?: number;
  /** What it went on from; absent: from the beginning. */
  readonly from?: Checkpoint;
  /** Rules about its metrics that fired; absent: none. */
  readonly fired?: readonly RuleFiring[];
}

/** A node that is no task and has been decided: also one record. */
export type ControlRecord = { readonly node: string; readonly path: TaskPath; readonly since?: Since } & (
  | { readonly kind: "map"; readonly count: number; readonly stopped?: Stopped }
  | { readonly kind: "branch"; readonly arm: string | null; readonly evidence?: JsonObject }
  | { readonly kind: "group" }
  /** `rounds` have begun; `ended` or `failure`: the last of them is over. */
  | {
      readonly kind: "loop";
      readonly rounds: number;
      readonly ended?: { readonly limited: boolean };
      readonly failure?: Failure;
    }
  | { readonly kind: "finalizer"; readonly stopped: Stopped }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "skipped"; readonly because: string; readonly unneeded?: true }
);

export interface Stopped {
  /** Rounds that had begun. */
  readonly opened: number;
  readonly failure: Failure;
  /** Of the event: ends and stops are repeated in their order. */
  readonly sequence: number;
}
