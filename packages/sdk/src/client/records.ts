/** What a coordinator answers, in the words of the domain. Instants are dates; what is absent is null. */
import type { ExitClass, Json, JsonObject, LogStreamName, PipelineSpec, RunStatus, TaskStatus } from "@troupe/core";
import type { PlannedSchedule } from "./schedule-records.ts";

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

export interface DatasetUse {
  readonly dataset: string;
  readonly revision: number;
}

export interface PublishedDataset extends DatasetUse {
  /** Whose output it is; null if it is not just what one task has yielded. */
  readonly task: string | null;
}

/** A named value that runs hand on to other pipelines, revision by revision. */
export interface Dataset {
  readonly name: string;
  /** The newest; 0 if there is none yet. */
  readonly revision: number;
  readonly publishedAt: Date | null;
  /** Pipelines whose current version publishes it, or reads it. */
  readonly publishers: readonly string[];
  readonly readers: readonly string[];
  /** Those that it starts. */
  readonly started: readonly StartedPipeline[];
}

export interface StartedPipeline {
  readonly pipeline: string;
  /** The revision up to which everything has started its run, or been skipped. */
  readonly seen: number;
  /** How often a revision started no run, and why the last time. */
  readonly skips: number;
  readonly lastSkip: SkippedStart | null;
}

export interface SkippedStart extends DatasetUse {
  readonly at: Date | null;
  readonly code: string;
  readonly message: string;
}

export interface DatasetRevision<T = Json> extends DatasetUse {
  readonly value: T;
  readonly publishedAt: Date | null;
  /** Null: from outside. */
  readonly producer: { readonly runId: string; readonly pipeline: string; readonly task: string | null } | null;
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

/** Why a task has not started, or a run does not go on. */
export interface Explanation {
  readonly runId: string;
  /** Null if it is about the run, and nothing of it waits. */
  readonly task: string | null;
  readonly state: TaskStatus;
  /** What keeps it, in a word: "pool", "key", "room", "inputs"… */
  readonly cause: string;
  /** One sentence without its subject: `waits for 1 slot of pool "db": 4 of 4 are held, by load of run r-1`. */
  readonly summary: string;
  /** Of a task whose turn has not come: what has to end first. */
  readonly waitsFor: readonly string[];
  /** What would let it go on, each by itself. */
  readonly unblocks: readonly string[];
  /** Null if it is not queued. */
  readonly queue: QueuePlace | null;
}

export interface QueuePlace {
  /** 1 is next. About, where pipelines share by weight. */
  readonly place: number;
  /** Tasks in the queue, itself among them. */
  readonly waiting: number;
  /** Of its run and its step together: minutes of head start. */
  readonly priority: number;
  readonly since: Date | null;
  /** That are full for it. Empty: nothing but room and its turn. */
  readonly limits: readonly FullLimit[];
  readonly agents: readonly AgentNeed[];
  /** Agent on which room is kept for it. */
  readonly keptAgent: string | null;
}

export interface TaskOfRun {
  readonly runId: string;
  readonly task: string;
}

export interface FullLimit {
  readonly kind: "pool" | "key" | "run" | "pipeline";
  readonly name: string;
  /** What the task asks for. */
  readonly amount: number;
  /** Null: there is no such pool. */
  readonly limit: number | null;
  readonly used: number;
  readonly holders: readonly TaskOfRun[];
  readonly moreHolders: number;
  /** What is free of it is kept for this task, which has waited longer. */
  readonly keptFor: TaskOfRun | null;
}

export interface AgentNeed {
  readonly agent: string;
  /** The first thing that is in its way there; null: it has room. */
  readonly need: string | null;
  /** However long one waits. */
  readonly isNever: boolean;
  /** Its room is kept for this task, which has waited longer. */
  readonly keptFor: TaskOfRun | null;
}

export interface Pool {
  readonly name: string;
  readonly slots: number;
  readonly description: string;
  /** Slots that tasks hold; null where no leader could be asked. */
  readonly used: number | null;
  /** Queued tasks that ask for it; null where no leader could be asked. */
  readonly waiting: number | null;
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

/** Of a result that no attempt of the run has made: another run's task, or a person. */
export type Origin =
  | { readonly kind: "rerun" | "cache"; readonly runId: string; readonly task: string }
  | { readonly kind: "mark"; readonly by: string; readonly reason: string };

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

export interface Progress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly message: string;
  readonly at: Date | null;
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

export interface LogChunk {
  readonly task: string;
  readonly attempt: number;
  readonly stream: LogStreamName;
  /** Of the first byte, in the stream. */
  readonly offset: number;
  readonly data: Uint8Array;
  /** Bytes before `offset` that are lost for good. */
  readonly gap: number;
  readonly at: Date | null;
}

export interface MetricPoint {
  readonly task: string;
  readonly attempt: number;
  readonly name: string;
  readonly step: number | null;
  readonly value: number;
  readonly at: Date;
}

export interface AppliedPipeline {
  readonly name: string;
  /** Digest of spec and code. */
  readonly version: string;
  /** Left out of lists. */
  readonly spec: PipelineSpec | null;
  readonly codeDigest: string | null;
  readonly appliedAt: Date | null;
  /** How many versions were applied before this one. */
  readonly generation: number;
  readonly description: string;
}

export interface Applied {
  readonly pipeline: AppliedPipeline;
  /** False if this very version was the current one already. */
  readonly changed: boolean;
}

export interface Plan {
  readonly name: string;
  readonly version: string;
  /** Null if the pipeline was never applied. */
  readonly currentVersion: string | null;
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
  readonly steps: number;
  /** Null if it runs only when somebody asks for it. */
  readonly schedule: PlannedSchedule | null;
  /** Results that a run with these params would take from the cache, and the runs that made them. At most 200. */
  readonly cached: readonly { readonly task: string; readonly runId: string }[];
}

export interface Agent {
  readonly id: string;
  /** Unknown: a coordinator that follows says what is stored of it, and the leader, who hears beats, does not answer. */
  readonly state: "ready" | "draining" | "deaf" | "silent" | "gone" | "unknown";
  readonly host: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: Resources;
  readonly allocated: Resources;
  readonly devices: readonly Device[];
  readonly lastBeatAt: Date | null;
  readonly connectedAt: Date | null;
  readonly attempts: readonly { readonly runId: string; readonly task: string; readonly attempt: number }[];
  /** How it ends a process tree: 1 (cgroup v2), 2 or 3 (process group and scan). */
  readonly isolationTier: number;
  /** The ways down to it that are proven: "nats", "session". None while it is deaf. */
  readonly paths: readonly string[];
  /** As its last beat said; null while the coordinator that leads has heard none. */
  readonly usage: AgentUsage | null;
}

/** What is in use of a machine, by whomever. */
export interface AgentUsage {
  /** Fraction of all cores, 0 to 1. */
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly memoryTotalBytes: number;
  /** Those that could be asked. `utilization`: fraction of the time, 0 to 1. */
  readonly devices: readonly { readonly uuid: string; readonly utilization: number; readonly memoryBytes: number }[];
}

export interface Resources {
  readonly millicpus: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

export interface Device {
  readonly uuid: string;
  readonly model: string;
  readonly memoryBytes: number;
  /** "run/task/attempt" of its holder. */
  readonly leasedTo: string | null;
  /** Why it takes no work. */
  readonly quarantined: string | null;
}

/** Where an artifact comes from, and what read it. Of runs that are not kept any more nothing is known. */
export interface Lineage {
  readonly digest: string;
  /** What the bytes are, as the pipeline calls it: "csv". Null if no run is known that had to do with it. */
  readonly kind: string | null;
  /** The last part of where it stands in an output. */
  readonly name: string | null;
  /** Bytes. */
  readonly size: number;
  /** Whether the archive has the bytes. */
  readonly stored: boolean;
  /** Newest run first, at most 50. */
  readonly madeBy: readonly ArtifactLink[];
  /** Newest run first. */
  readonly usedBy: readonly ArtifactLink[];
}

/** An artifact, at a place of a task. */
export interface ArtifactLink {
  readonly digest: string;
  readonly kind: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Made: an attempt yielded it, or kept it as its checkpoint. Reused: the task has the result of an earlier one. Given: a
   * person brought it. Used: the task reads it.
   */
  readonly role: "made" | "reused" | "given" | "used";
  readonly runId: string;
  readonly pipeline: string;
  readonly version: string;
  /** Null: a param of the run. */
  readonly task: string | null;
  /** Null where no attempt had to do with it. */
  readonly attempt: number | null;
  /** Where it stands in the output, the input or the params: "model.file"; "checkpoint". */
  readonly path: string;
  readonly at: Date;
  /** Of the run; null if they are long. */
  readonly params: JsonObject | null;
}

/** The coordinators, and what they stand on. */
export interface Cluster {
  readonly name: string;
  /** Name of the coordinator whose answer this is. */
  readonly answeredBy: string;
  /** Null while nobody is known to lead. */
  readonly leader: Leader | null;
  /** In order of name. */
  readonly coordinators: readonly CoordinatorRecord[];
  readonly store: Store;
  /** Of the coordinator that answered; null where there is none, embedded. */
  readonly nats: NatsConnection | null;
  /** "directory" or "s3". */
  readonly archive: string;
  /** Null if nobody leads, or the leader does not answer. */
  readonly load: Load | null;
}

export interface Leader {
  readonly name: string;
  /** host:port. */
  readonly address: string | null;
  readonly httpUrl: string | null;
  readonly term: number;
  readonly since: Date | null;
}

export interface CoordinatorRecord {
  readonly name: string;
  readonly address: string | null;
  readonly httpUrl: string | null;
  readonly version: string;
  /** Null while it follows. */
  readonly term: number | null;
  /** Since when it leads, or follows. */
  readonly since: Date | null;
  readonly startedAt: Date | null;
}

export interface Store {
  /** "etcd" or "sqlite". */
  readonly kind: string;
  /** Filling: no run is created until some of what is live has ended. Full: it takes no writes until space was reclaimed. */
  readonly state: "ok" | "filling" | "full" | "unreachable";
  readonly bytes: number;
  readonly quotaBytes: number | null;
}

export interface NatsConnection {
  readonly connected: boolean;
  readonly server: string | null;
  readonly version: string | null;
  /** Since when it is connected, or not. */
  readonly since: Date | null;
}

export interface Load {
  /** How many are in each state. */
  readonly agents: Readonly<Record<string, number>>;
  /** Tasks that wait for a place on an agent. */
  readonly queuedTasks: number;
  /** Attempts that are with agents. */
  readonly runningAttempts: number;
}

/** A question that a run asks people, and that is open. */
export interface Approval {
  readonly runId: string;
  readonly pipeline: string;
  readonly task: string;
  /** Its first 1,000 characters. What else it shows stands in the task's inputs. */
  readonly ask: string;
  /** Who may answer; empty: everybody. */
  readonly approvers: readonly string[];
  readonly askedAt: Date;
  /** When it is decided without an answer; null: never. */
  readonly deadline: Date | null;
}
