/**
 * What the outside may ask of an engine that leads. The api translates between this and the wire; nothing here knows of
 * gRPC, and nothing there decides. Everything answers after what it answers is durable.
 *
 * Refusals are TroupeErrors: INVALID_SPEC, INVALID_PARAMS, INVALID_ARGUMENT (with `problems`), PIPELINE_NOT_FOUND,
 * RUN_NOT_FOUND, TASK_NOT_FOUND, AGENT_NOT_FOUND, REQUEST_ID_REUSED (details.runId), RUN_ENDED, OUTPUTS_MISFIT,
 * ARTIFACT_NOT_FOUND, NOT_LEADER, OVERLOADED.
 */
import type {
  ApprovalAnswer,
  AttemptNote,
  AttemptOutcome,
  Digest,
  Executable,
  Json,
  JsonObject,
  LogStreamName,
  NotifyCause,
  NotifyTarget,
  PipelineSpec,
  QueueExplanation,
  RerunRequest,
  RunCause,
  RunEvent,
  RunHeader,
  RunInterval,
  TaskCounts,
  TaskRecord,
} from "@troupe/core";
import type { Backfills } from "./backfill/faces.ts";
import type { CachedTask } from "./cache/foresee.ts";
import type { Datasets } from "./datasets/dataset-views.ts";
import type { ToAgent } from "./ports/agent-link.ts";
import type { CatalogRun, RunQuery } from "./ports/catalog.ts";
import type { AttemptKey, LogPart, StoredMetric, StreamKey, TelemetryBatch } from "./ports/telemetry-store.ts";
import type { PlannedSchedule, Schedules } from "./schedule/faces.ts";
import type { ApprovalQuery } from "./waiting/open-approvals.ts";

export interface Engine extends Faces {
  readonly clusterId: string;
  readonly term: number;
  /** Aborted when this engine leads no more; every later call throws NOT_LEADER. */
  readonly ended: AbortSignal;
  /** Finishes the batch in flight, then stops. Runs go on under the next leader. */
  stop(): Promise<void>;
}

/** What the api serves. A coordinator that follows has the same faces; of what only the leader may do they refuse all. */
export interface Faces {
  readonly pipelines: Pipelines;
  readonly runs: Runs;
  readonly datasets: Datasets;
  readonly agents: Agents;
  readonly telemetry: TelemetryIngest;
  readonly approvals: Approvals;
  readonly schedules: Schedules;
  readonly pools: Pools;
  readonly backfills: Backfills;
  readonly notices: Notices;
}

/**
 * Named amounts of what is scarce beside the resources of agents. A step takes slots of one from its assignment to its end.
 * The pool "default", if there is one, holds for every step that names none. Refusals: POOL_NOT_FOUND, POOL_IN_USE,
 * POOL_LIMIT.
 */
export interface Pools {
  /** Makes it, or changes it. With fewer slots than are held, nothing of it starts until that many are given back. */
  set(name: string, settings: PoolSettings): Promise<PoolView>;
  get(name: string): Promise<PoolView>;
  /** All of them, in order of name: there are at most 1,000. */
  list(): Promise<readonly PoolView[]>;
  /** Refused while something of it is held, or waited for. */
  delete(name: string): Promise<void>;
}

export interface PoolSettings {
  readonly slots: number;
  readonly description?: string;
}

export interface PoolUse {
  /** Slots that are held. Null: only the leader knows. */
  readonly used: number | null;
  /** Queued tasks that ask for it. */
  readonly waiting: number | null;
}

export interface PoolView extends PoolUse {
  readonly name: string;
  readonly slots: number;
  readonly description: string;
}

/** Whom runs have told of themselves, and how that went. */
export interface Notices {
  /** Of one run, in order. What was sent, or given up, is known for two weeks. */
  list(runId: string): Promise<readonly NoticeView[]>;
  /**
   * Sends a message that says that it is a test, once; `to`: addresses, for an e-mail. Says what the connection is. Refusals:
   * CONNECTION_NOT_FOUND, NOTIFY_FAILED.
   */
  test(connection: string, to: readonly string[]): Promise<NotifyTarget["kind"]>;
}

export interface NoticeView {
  readonly id: string;
  readonly cause: NotifyCause;
  readonly target: NotifyTarget;
  /** When that happened which it tells of. */
  readonly at: number;
  /** `due`: not sent yet, or to be sent again. */
  readonly status: "due" | "sent" | "given-up";
  readonly attempts: number;
  /** When it is sent next; null if it is not. */
  readonly nextAt: number | null;
  readonly settledAt: number | null;
  /** Why the last attempt failed; empty if it did not. */
  readonly problem: string;
}

/** What runs ask people. Refusals: NO_APPROVAL, APPROVAL_NOT_OPEN, APPROVAL_ANSWERED (details.by), NOT_AN_APPROVER. */
export interface Approvals {
  /** That are open, oldest first. */
  list(query: ApprovalQuery): Promise<readonly OpenApproval[]>;
  /** The task after it. The same answer of the same person again changes nothing. */
  answer(runId: string, task: string, answer: ApprovalAnswer): Promise<TaskView>;
}

export interface OpenApproval {
  readonly runId: string;
  readonly pipeline: string;
  readonly task: string;
  readonly attempt: number;
  /** The question; its first 1,000 characters. */
  readonly ask: string;
  /** Empty: everybody may answer. */
  readonly approvers: readonly string[];
  readonly since: number;
  readonly deadline: number | null;
}

export interface Pipelines {
  /** `spec` is checked as if a stranger had sent it. */
  apply(
    spec: unknown,
    codeDigest: Digest | null,
  ): Promise<{ readonly pipeline: PipelineView; readonly changed: boolean }>;
  plan(spec: unknown, codeDigest: Digest | null, params?: JsonObject): Promise<PipelinePlan>;
  get(name: string, version?: string): Promise<PipelineView>;
  /** In order of name, after `after`. */
  list(options: { readonly after?: string; readonly limit: number }): Promise<readonly PipelineView[]>;
}

export interface PipelineView {
  readonly name: string;
  readonly version: Digest;
  readonly spec: PipelineSpec;
  readonly codeDigest: Digest | null;
  readonly appliedAt: number;
  readonly generation: number;
}

export interface PipelinePlan {
  readonly version: Digest;
  readonly currentVersion: Digest | null;
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
  readonly steps: number;
  /** Results that a run would take from the cache. */
  readonly cached: readonly CachedTask[];
  /** Null if it runs only when somebody asks for it. */
  readonly schedule: PlannedSchedule | null;
}

export interface Runs {
  create(request: CreateRunRequest): Promise<RunView>;
  /** A run id, or "@latest". */
  get(runId: string, options?: NewestOptions): Promise<RunView>;
  list(query: RunListQuery): Promise<readonly CatalogRun[]>;
  /** In the order of the definition, after the task named `after`. */
  tasks(runId: string, options: TaskQuery): Promise<readonly TaskView[]>;
  cancel(runId: string, reason: string): Promise<RunView>;
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
  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogItem>;
  metrics(query: MetricQuery, signal: AbortSignal): AsyncIterable<MetricPage>;
}

export interface RunListQuery extends RunQuery {
  /** The list has seen at least this. Throws NOT_LEADER where it does not come in time. */
  readonly atLeast?: RunRevision;
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

export interface LogQuery {
  readonly runId: string;
  readonly task: string;
  /** Absent: the current attempt. */
  readonly attempt?: number;
  readonly streams: readonly LogStreamName[];
  readonly from: Partial<Readonly<Record<LogStreamName, number>>>;
  readonly tailBytes?: number;
  /** Only the last so many lines of each stream, 1 or more. Not together with `tailBytes`. */
  readonly tailLines?: number;
  /** Goes on until the attempt has ended and every byte that it wrote was read. */
  readonly follow: boolean;
}

export interface LogItem extends LogPart {
  readonly attempt: number;
  readonly stream: LogStreamName;
}

export interface MetricQuery {
  readonly runId: string;
  readonly task?: string;
  readonly names?: readonly string[];
  readonly after: number;
  readonly follow: boolean;
}

export interface MetricPage {
  readonly points: readonly StoredMetric[];
  readonly cursor: number;
}

export interface Agents {
  list(options: { readonly after?: string; readonly limit: number }): Promise<readonly AgentView[]>;
  get(agentId: string): Promise<AgentView>;
  drain(agentId: string, draining: boolean): Promise<AgentView>;
  /** Opens a session, ending an older one of the same agent id and incarnation. */
  connect(hello: AgentHello, link: SessionLink): Promise<AgentSession>;
}

/** The way down one session. */
export interface SessionLink {
  /** False if the message was not taken: the stream is gone or its buffer full. */
  send(message: ToAgent | { readonly type: "BeatEcho"; readonly sequence: number; readonly nonce: number }): boolean;
  /** Ends the stream, saying why. */
  close(reason: string): void;
  /** Ends the stream, since this coordinator leads no more: the agent is told who does, as soon as that is known. */
  handOver(): void;
}

export interface AgentHello {
  readonly agentId: string;
  readonly incarnation: string;
  readonly host: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: Capacity;
  readonly devices: readonly DeviceView[];
  readonly held: readonly { readonly key: AttemptKey; readonly state: "preparing" | "running" | "ended" }[];
  readonly clusterId: string;
  readonly termSeen: number;
  readonly draining: boolean;
  /** Claims in advance whatever is assigned to it while this session is open. */
  readonly standingClaim: boolean;
  readonly isolationTier: number;
}

export interface Capacity {
  readonly millicpus: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

export interface DeviceView {
  readonly uuid: string;
  readonly model: string;
  readonly memoryBytes: number;
  readonly leasedTo: string | null;
  readonly quarantined: string | null;
}

/** What an agent says over its session. Calls after `closed` are ignored. */
export interface AgentSession {
  readonly clusterId: string;
  readonly term: number;
  readonly beatIntervalMs: number;
  /** Held by the agent, but not its any more. */
  readonly superseded: readonly AttemptKey[];
  beat(beat: {
    readonly sequence: number;
    readonly nonces: Readonly<Record<string, number>>;
    readonly cpu: number;
    readonly memory: number;
    readonly running: number;
  }): void;
  claim(key: AttemptKey, term: number): void;
  running(key: AttemptKey, startedAt: number): void;
  result(key: AttemptKey, outcome: AttemptOutcome, outputDigest: Digest | null): void;
  /** What it has to tell before it ends. */
  note(key: AttemptKey, note: AttemptNote): void;
  decline(key: AttemptKey, reason: string): void;
  /** All its devices as they are now: one was quarantined, or came back. */
  devices(devices: readonly DeviceView[]): void;
  goodbye(reason: string): void;
  /** The stream is gone, for whatever reason. */
  closed(): void;
}

/** Deaf: heard, but nothing is proven to reach it. It gets no work and keeps what it runs. */
export type AgentState = "ready" | "draining" | "deaf" | "silent" | "gone";

export interface AgentView extends Omit<AgentHello, "held" | "clusterId" | "termSeen" | "draining" | "standingClaim"> {
  /** Unknown: as it is stored, and beats, allocations and attempts are the leader's to know. */
  readonly state: AgentState | "unknown";
  /** The ways down to it that are proven, in order of name: "nats", "session". */
  readonly paths: readonly string[];
  readonly allocated: Capacity;
  readonly lastBeatAt: number | null;
  readonly connectedAt: number | null;
  readonly attempts: readonly AttemptKey[];
}

export interface TelemetryIngest {
  /** Durable when it answers. */
  ingest(batch: IngestBatch): Promise<TelemetryAck>;
}

export interface IngestBatch extends TelemetryBatch {
  readonly agentId: string;
  readonly progress: readonly (AttemptKey & ProgressView)[];
  /** Streams that the agent still has, and takes to be durable: is it so? */
  readonly held: readonly StreamKey[];
  /** Attempts whose points it takes to be durable, likewise. */
  readonly heldMetrics: readonly AttemptKey[];
}

export interface TelemetryAck {
  readonly logs: readonly (AttemptKey & { readonly stream: LogStreamName; readonly offset: number })[];
  readonly metrics: readonly (AttemptKey & { readonly sequence: number })[];
  /** For `heldMetrics`: up to where its points are durable. Less than the agent took for durable: the rest is lost here. */
  readonly heldMetrics: readonly (AttemptKey & { readonly sequence: number })[];
  /** Runs of `held` that are in the archive with their logs: nobody asks for the agent's copies again. */
  readonly sealed: readonly string[];
}
