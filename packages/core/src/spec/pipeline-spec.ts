/**
 * The pipeline spec: what the SDK writes, what is applied, what a run is pinned to. Plain JSON; its version is the
 * digest of its canonical form together with the digest of the code.
 */
import type { Overlap } from "../admission/overlap.ts";
import type { Digest } from "../artifact.ts";
import type { DatasetTrigger, DatasetUse, PublicationNode } from "../datasets/dataset.ts";
import type { JsonObject } from "../json.ts";
import type { MetricRule } from "../metric-rules/metric-rule.ts";
import type { NotifyRule } from "../notify/notify-rule.ts";
import type { RetentionRule } from "../retention/retention-rule.ts";
import type { ScheduleSpec } from "../schedule/schedule-spec.ts";
import type { Condition, Expression } from "./expression.ts";
import type { PollExecutable } from "./poll.ts";
import type { WaitingExecutable } from "./waiting.ts";

/** JSON Schema, draft 2020-12, as zod writes it, with these additions (docs/spec.md): `artifact`, `columns`, `proof`, `band`, `evaluationSet`, `evaluatedOn`. */
export type JsonSchema = JsonObject | boolean;

export interface PipelineSpec {
  readonly format: 1;
  readonly name: string;
  readonly description?: string;
  /** Schema of the parameters: an object. */
  readonly params: JsonSchema;
  /** Declared steps by name. A step that is called twice is declared once. */
  readonly steps: Readonly<Record<string, StepDeclaration>>;
  /** In the order of the body. */
  readonly nodes: readonly Node[];
  /** What the body returned. */
  readonly outputs?: Expression;
  /** What `previous` and `latest` must look like, by pipeline name ("" for this pipeline). */
  readonly uses?: Readonly<Record<string, JsonSchema>>;
  readonly timeoutMs?: number;
  /** Of its runs, unless a run has its own: minutes of head start over what came at the same time. Default: 0. */
  readonly priority?: number;
  /** Its share of what pipelines of the same priority take, while several have something waiting. Default: 1. */
  readonly weight?: number;
  /** How many tasks may be with agents at once. */
  readonly maxParallel?: MaxParallel;
  /** Who is told how its runs end. */
  readonly notify?: readonly NotifyRule[];
  /** The datasets that it reads, publishes or is started by, by name. */
  readonly datasets?: Readonly<Record<string, DatasetUse>>;
  /** What a run publishes when it has succeeded, in the order of the body. */
  readonly publishes?: readonly PublicationNode[];
  /** Datasets whose new revisions start runs. */
  readonly on?: DatasetTrigger;
  /** Signed requests from outside start runs. */
  readonly webhook?: Webhook;
  /** What happens when a run is made while others are under way. Absent: they run side by side. */
  readonly overlap?: Overlap;
  /** When it runs by itself; absent: when somebody asks for it. */
  readonly schedule?: ScheduleSpec;
  /** How long its runs are kept. That of the current version counts, for all of them. */
  readonly retention?: RetentionRule;
}

export interface MaxParallel {
  /** Of one run. */
  readonly run?: number;
  /** Of all runs of the pipeline together. */
  readonly pipeline?: number;
}

export interface Webhook {
  /** Name of a secret that the coordinator has. */
  readonly secret: string;
  /** By param, a JSON pointer (RFC 6901) into the body. Absent: the body is the params. */
  readonly params?: Readonly<Record<string, string>>;
}

export interface StepDeclaration {
  readonly runs: Executable;
  /** `check`: its output is its subject, and its verdict decides. Default: `step`. */
  readonly role?: "step" | "check";
  /** Schema of the named inputs: an object. */
  readonly input: JsonSchema;
  /** Schema of the output; absent if it yields none. */
  readonly output?: JsonSchema;
  /** Names of the metrics that it reports; absent: any. */
  readonly metrics?: readonly string[];
  readonly limits: Limits;
  /** A result that was made of the same inputs by the same code counts again; absent: it is made each time. */
  readonly cache?: StepCache;
  readonly description?: string;
}

export interface StepCache {
  /** Older results do not count; absent: however old. */
  readonly maxAgeMs?: number;
  /** The files that are its code, or folders. Bundling fills in the digest of them all; without it the whole bundle is. */
  readonly files?: readonly string[];
  readonly code?: Digest;
  /** Changed by hand, when older results must not count any more for a reason that nobody can see. */
  readonly version?: string;
}

export type Executable =
  /** A TypeScript function of the code bundle, found by the step's name. */
  | { readonly kind: "function" }
  | {
      readonly kind: "python";
      /** Relative to the root of the code bundle. */
      readonly file: string;
      /** Called with the inputs by name; absent: the file is run as a script. */
      readonly function?: string;
      /** pip requirement lines, or one line `-r FILE` with a file of the bundle. */
      readonly requirements?: readonly string[];
      /** Path of an interpreter on the agent. Excludes requirements. */
      readonly interpreter?: string;
    }
  | {
      readonly kind: "command";
      /** Program and arguments. `item` and `step` do not occur: `input` expressions only. */
      readonly argv: readonly Argument[];
    }
  /** What an agent looks at now and again, many in one process. */
  | PollExecutable
  /** What no agent runs. */
  | WaitingExecutable;

/** A word of a command: text, or an input (artifacts become their local path) by its path. */
export type Argument =
  | string
  | { readonly input: readonly string[] }
  | { readonly text: readonly (string | { readonly input: readonly string[] })[] };

export interface Limits {
  readonly resources: ResourceRequest;
  readonly retries: RetryPolicy;
  /** Of one attempt, from its start. Making the environment and fetching inputs do not count. */
  readonly timeoutMs?: number;
  /** Takes slots of a pool from its assignment to its end. Absent: one of the pool "default", if there is one. */
  readonly pool?: PoolClaim;
  /** On top of its run's. */
  readonly priority?: number;
  /** Between SIGTERM and the kill. */
  readonly graceMs: number;
  /** Of the task, over all of its attempts: from when it was queued first, with every wait and backoff in between. */
  readonly withinMs?: number;
  readonly watchdog?: Watchdog;
  /** About the metrics of an attempt while it runs. */
  readonly rules?: readonly MetricRule[];
}

/** Ends an attempt whose progress stands still: no new progress, no new point of a metric, no checkpoint. */
export interface Watchdog {
  readonly stallMs: number;
  /** `restart`: by the budget of `timeout`, from the last checkpoint. `fail`: for good. */
  readonly action: "restart" | "fail";
}

export interface PoolClaim {
  readonly name: string;
  readonly slots: number;
}

/** Tasks with the same key, of whatever run and pipeline: at most `limit` of them are with agents at once. */
export interface ConcurrencyKey {
  /** A text, a number or a boolean. A task for which it is absent has no key. */
  readonly key: Expression;
  readonly limit: number;
}

export interface ResourceRequest {
  readonly millicpus: number;
  readonly memoryBytes: number;
  readonly gpus: number;
  /** Labels that the agent must carry. */
  readonly labels: Readonly<Record<string, string>>;
}

export type RetryableClass = "failure" | "oom" | "timeout" | "lost" | "error";

export interface RetryPolicy {
  /** Further attempts after the first, by the class of the failure. */
  readonly budgets: Readonly<Record<RetryableClass, number>>;
  readonly backoff: Backoff;
  /** Which failures of the step's code are worth another attempt. Absent: all. */
  readonly only?: FailureFilter;
  /** Which are not, whatever `only` says. */
  readonly never?: FailureFilter;
  /** The next attempt after an oom asks for `factor` times the memory, at most for `maxBytes`. */
  readonly memoryOnOom?: { readonly factor: number; readonly maxBytes?: number };
}

/** A failure is meant if it has one of these exit codes, or is an error of one of these types or of a subtype. */
export interface FailureFilter {
  readonly exitCodes?: readonly number[];
  /** `TimeoutError`, or with its module, `requests.exceptions.ConnectionError`. */
  readonly errors?: readonly string[];
}

export interface Backoff {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** Share of the delay that is random, 0 to 1. */
  readonly jitter: number;
}

interface Placed {
  readonly id: string;
  /** What is around it, outermost first: `["each[]", "quality/production", "eu/body"]`. */
  readonly scope: readonly string[];
  /** Nodes to wait for without reading from them. Same scope rules as references. */
  readonly after?: readonly string[];
  /** What must have become of the nodes in `after`, and of those that it reads through `ended`. Absent: see `after`. */
  readonly when?: NodeRule;
}

/**
 * Without a rule all that a node waits for must have succeeded. With one, those of `after` need only be over:
 * `all-done`: then it runs. `any-failed`: it runs if one of them, or of what it reads through `ended`, has failed; else
 * it yields nothing, which stops nobody. `always`: as `all-done`, also in a run that is being ended.
 * What a node reads in any other way must have succeeded under every rule: it needs the value.
 */
export type NodeRule = (typeof nodeRules)[number];
export const nodeRules = ["all-done", "any-failed", "always"] as const;

/** Its failure stops nobody: those who read from it find nothing. */
interface Fallible {
  readonly mayFail?: true;
}

export interface StepNode extends Placed, Fallible {
  readonly kind: "step";
  /** Name of the declaration. */
  readonly step: string;
  readonly input: Readonly<Record<string, Expression>>;
  /** What this call sets for itself. */
  readonly limits?: Partial<Limits>;
  readonly concurrency?: ConcurrencyKey;
  /** Made each time, whatever its declaration says. */
  readonly cache?: false;
}

/** Runs what is in its scope `id[]` once per item. */
export interface MapNode extends Placed {
  readonly kind: "map";
  readonly over: Expression;
  /** How many rounds may be under way at once. */
  readonly concurrency?: number;
  /** Absent: the other rounds finish, then the map has failed. */
  readonly fail?: FailPolicy;
}

/**
 * What rounds that fail do to their map. `stop`: the first one ends the others. `continue`: none does anything.
 * `atMost`: so many, or such a share of all rounds, do nothing; one more ends the others.
 */
export type FailPolicy = "stop" | "continue" | { readonly atMost: number; readonly per: "rounds" | "share" };

/** Takes the first arm whose condition holds; what is in its scope `id/arm` runs. A gate also judges a value. */
export interface BranchNode extends Placed {
  readonly kind: "branch" | "gate";
  /** Of a branch: the value by which it chooses, if it is one. */
  readonly subject?: Expression;
  readonly arms: readonly { readonly name: string; readonly if: Condition }[];
}

/** Runs what is in its scope `id[]` round after round, each with the state that the one before left. */
export interface LoopNode extends Placed {
  readonly kind: "loop";
  /** The state of the first round. */
  readonly start: Expression;
  /** The state that a round leaves: stands inside. */
  readonly next: Expression;
  /** Asked after each round, about the state that it left: `state` of this loop and what is outside. */
  readonly until: Condition;
  readonly max: number;
  /** What it comes to if the condition does not hold after the last round. */
  readonly onLimit: "fail" | "take-last";
}

/** Nodes that are looked at as one: they stand in its scope `id/body`. */
export interface GroupNode extends Placed, Fallible {
  readonly kind: "group";
}

/** What is in its scope `id/body` runs when everything else is over, however that ended. Stands in the body itself. */
export interface FinalizerNode extends Placed {
  readonly kind: "finalizer";
  /** From the end of everything else. */
  readonly timeoutMs: number;
}

export type Node = StepNode | MapNode | BranchNode | LoopNode | GroupNode | FinalizerNode;

export const specLimits = {
  bytes: 4 * 1024 * 1024,
  steps: 20_000,
  /** Rounds of one map. */
  items: 100_000,
  /** Rounds of one loop. */
  rounds: 1000,
  depth: 16,
  nameLength: 63,
  /** A week of head start, and as much of the opposite. */
  priority: 10_000,
  weight: 1000,
  slots: 100_000,
} as const;

/** Names of pipelines, steps, nodes, arms: they stand in URLs, file names and metric labels. */
export const namePattern = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;

export const defaultLimits: Limits = {
  resources: { millicpus: 1000, memoryBytes: 0, gpus: 0, labels: {} },
  retries: {
    budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
    backoff: { initialMs: 1000, factor: 2, maxMs: 300_000, jitter: 0.2 },
  },
  graceMs: 10_000,
};

/** A function shares its worker process with others, so it asks for little unless it says otherwise. */
export const functionMillicpus = 20;
