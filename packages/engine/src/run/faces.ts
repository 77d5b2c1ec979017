/** Runs and their tasks, as the outside sees them. */
import type {
  Digest,
  Executable,
  Json,
  JsonObject,
  Node,
  QueueExplanation,
  RerunRequest,
  RunCause,
  RunEvent,
  RunHeader,
  RunInterval,
  TaskCounts,
  TaskRecord,
  TaskStatus,
} from "@troupe/core";
import type { CatalogRun, RecentRuns, RunQuery } from "../ports/catalog.ts";
import type { LogItem, LogQuery, MetricPage, MetricQuery } from "../telemetry/faces.ts";
import type { OpenWait } from "../waiting/faces.ts";
import type { WaitQuery } from "../waiting/open-waits.ts";

export interface Runs {
  create(request: CreateRunRequest): Promise<RunView>;
  /** A run id, or "@latest". */
  get(runId: string, options?: NewestOptions): Promise<RunView>;
  list(query: RunListQuery): Promise<readonly CatalogRun[]>;
  /** How each of these pipelines does, in their order. */
  recent(pipelines: readonly string[]): Promise<readonly RecentRuns[]>;
  /** What became of each step in the runs of a pipeline: newest first, those older than `before`. */
  grid(query: GridQuery): Promise<RunGrid>;
  /** In the order of the definition, after the task named `after`. */
  tasks(runId: string, options: TaskQuery): Promise<readonly TaskView[]>;
  /** `by`: who asks for it, if that is known. */
  cancel(runId: string, reason: string, by?: string): Promise<RunView>;
  /** Why a task has not started; without one: why the run does not go on. */
  explain(runId: string, task?: string): Promise<TaskExplanation>;
  /** Of a live run: another place in the queue for all of it that waits now or later. RUN_ENDED if it has ended. */
  prioritize(runId: string, priority: number): Promise<RunView>;
  /** A new run with the params, the interval and the view of other pipelines of one that has ended. */
  rerun(request: RerunRunRequest): Promise<RunView>;
  /** What `rerun` would do. Changes nothing. */
  previewRerun(request: RerunRunRequest): Promise<RerunPreview>;
  /** Ends one task of a live run: at once, or, if an agent has it, when its attempt has ended. */
  endTask(runId: string, task: string, as: TaskEndRequest): Promise<TaskView>;
  /** Lets a run begin that waits for its turn. Does nothing to one that has begun. */
  release(runId: string): Promise<RunView>;
  /**
   * The state as it is, then every event; ends after the event that ends the run, or when the signal aborts. Whatever
   * else ends it throws TroupeError(retry): RUN_RESTARTED, OVERLOADED or NOT_LEADER.
   */
  watch(runId: string, options: WatchOptions): AsyncIterable<WatchItem>;
  /**
   * Runs as they change from now on, at most four times a second. The first item comes at once, with none: what is listed
   * after it misses nothing. Ends when the signal aborts; throws NOT_LEADER with the engine.
   */
  changes(query: ChangesQuery, signal: AbortSignal): AsyncIterable<RunsChange>;
  /** What tasks of live runs wait for, the longest first. */
  waits(query: WaitQuery): Promise<readonly OpenWait[]>;
  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogItem>;
  metrics(query: MetricQuery, signal: AbortSignal): AsyncIterable<MetricPage>;
}

export interface RunListQuery extends RunQuery {
  /** The list has seen at least this. Throws NOT_LEADER where it does not come in time. */
  readonly atLeast?: RunRevision;
}

export type ChangesQuery = Pick<RunQuery, "pipeline" | "statuses">;

export interface RunsChange {
  /** Those that have changed and are as the query says by now, each as a list has it. */
  readonly runs: readonly CatalogRun[];
  /** More may have changed than is told. */
  readonly isMissing: boolean;
}

export interface GridQuery {
  readonly pipeline: string;
  readonly before?: string;
  readonly limit: number;
}

export interface RunGrid {
  /** Steps of all versions that these runs have, each behind what it needs. */
  readonly columns: readonly GridColumn[];
  /** At least one, if there is one; fewer than the limit where their steps are very many. */
  readonly rows: readonly GridRow[];
  /** There are older runs. */
  readonly hasMore: boolean;
}

export interface GridColumn {
  readonly node: string;
  readonly step: string;
  /** Outermost first. */
  readonly around: readonly { readonly node: string; readonly kind: Node["kind"]; readonly arm: string | null }[];
}

export interface GridRow {
  readonly run: CatalogRun;
  /** By node; none of a step that its version does not have. */
  readonly cells: ReadonlyMap<string, GridCell>;
}

/** What became of a step in a run, all of its tasks together. */
export interface GridCell {
  readonly status: TaskStatus;
  readonly counts: TaskCounts;
  /** From the first start of an attempt to the last end, or to now; null: nothing of it has started. */
  readonly ms: number | null;
  readonly retries: number;
}

/** A run as somebody has seen it: sequence number of its last event then. */
export interface RunRevision {
  readonly runId: string;
  readonly sequence: number;
}

/** Which run "@latest" means. */
export type NewestOptions = Pick<RunListQuery, "pipeline" | "atLeast">;

export interface CreateRunRequest {
  readonly pipeline: string;
  readonly version?: string;
  readonly params: JsonObject;
  readonly requestId?: string;
  readonly traceparent?: string;
  /** Default: by hand. */
  readonly cause?: RunCause;
  /** Minutes of head start over what came at the same time, -10,000 to 10,000. Default: its pipeline's. */
  readonly priority?: number;
  /** What the run is about. Default, of a pipeline with a schedule: its last complete interval. */
  readonly interval?: RunInterval;
  /** Every result is made, and none taken from the cache. What is made counts for later runs. */
  readonly skipsCache?: boolean;
}

export interface RerunRunRequest extends RerunRequest {
  readonly runId: string;
  /** Everything, whatever has a result. */
  readonly isWhole: boolean;
  /** Of which version; must be said if the pipeline has changed since. */
  readonly code?: "same" | "current";
  readonly requestId?: string;
  readonly traceparent?: string;
  /** Who vouches for the marks, and why. */
  readonly by: string;
  readonly reason: string;
}

export interface RerunPreview {
  readonly runId: string;
  readonly version: Digest;
  /** Tasks of the old run that run again, each with the reason. What did not exist then is not among them. */
  readonly again: readonly { readonly task: string; readonly because: string }[];
  /** How many results are kept. */
  readonly kept: number;
}

/** How a person wants a task to end; `output` must fit the step's schema. */
export type TaskEndRequest = { readonly by: string; readonly reason: string } & (
  | { readonly status: "cancelled" | "failed" }
  | { readonly status: "succeeded"; readonly output: Json | null }
);

export interface RunView {
  readonly header: RunHeader;
  readonly counts: TaskCounts;
  readonly traceId: string;
  /** Its own, or its pipeline's. */
  readonly priority: number;
  /** What it waits for before it begins, as a sentence; "" if it has begun. */
  readonly reason: string;
}

export interface TaskQuery {
  readonly after?: string;
  readonly limit: number;
  readonly names?: readonly string[];
  /** Only those that have not started, and cannot before this one has ended. Throws TASK_NOT_FOUND. */
  readonly waitingFor?: string;
}

export interface TaskView {
  readonly name: string;
  readonly node: string;
  readonly step: string;
  readonly kind: Executable["kind"];
  /** Null while it is pending, or skipped together with the arm or map that it stands in. */
  readonly record: TaskRecord | null;
  readonly status: TaskRecord["state"]["status"] | "pending";
  /** What it waits for or why it was skipped, as a sentence; empty if there is nothing to say. */
  readonly reason: string;
  readonly output: Json | null;
  readonly inputs: JsonObject | null;
  readonly progress: ProgressView | null;
}

/** What keeps a task: its run, its inputs, its backoff, what it waits for, a limit, room, those before it, nothing. */
export type ExplainCause =
  | "run-waits"
  | "inputs"
  | "backoff"
  | "waiting"
  | "pool"
  | "key"
  | "max-parallel"
  | "no-agent"
  | "never"
  | "room"
  | "reserved"
  | "turn"
  | "with-agent"
  | "ended";

export interface TaskExplanation {
  readonly runId: string;
  /** Empty if the question was about the run, and nothing of it waits. */
  readonly task: string;
  readonly status: TaskRecord["state"]["status"] | "pending";
  readonly cause: ExplainCause;
  /** One sentence without its subject: "waits for 1 slot of pool \"db\": …". */
  readonly summary: string;
  /** Names of steps, branches and gates, of a task whose turn has not come. */
  readonly waitsFor: readonly string[];
  /** Null if it is not queued, or this coordinator does not lead. */
  readonly queue: QueueExplanation | null;
  /** What would let it go on, each by itself. */
  readonly unblocks: readonly string[];
}

export interface ProgressView {
  readonly fraction: number;
  readonly message: string;
  readonly at: number;
}

export interface WatchOptions {
  /** Sequence number of the last event that the watcher has; 0 to begin with a snapshot. */
  readonly after: number;
  readonly signal: AbortSignal;
  /** No tasks, no events of tasks, no progress: what is about the run itself. */
  readonly runOnly?: boolean;
}

export type WatchItem =
  | { readonly type: "snapshot"; readonly run: RunView; readonly tasks: readonly TaskView[] }
  | {
      readonly type: "event";
      readonly sequence: number;
      readonly event: RunEvent;
      readonly task: TaskView | null;
      readonly run: RunView | null;
    }
  | { readonly type: "progress"; readonly task: string; readonly progress: ProgressView };
