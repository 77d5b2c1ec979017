/** What a client is asked with. */
import type { Json, PipelineSpec, RunStatus } from "@troupe/core";
import type { NoFields } from "../schema/shape.ts";
import type { EndpointOptions } from "./endpoint.ts";
import type { RunCause } from "./run-records.ts";

export interface ClientOptions extends EndpointOptions {
  /** How long a call may take that answers once. Default: 10 s. */
  readonly deadlineMs?: number;
}

/** Pipelines and the code of their steps, as `bundlePipelines` makes it. */
export interface PipelineBundle {
  readonly pipelines: readonly { readonly name: string; readonly spec: PipelineSpec }[];
  readonly digest: string;
  readonly archive: Uint8Array;
}

export interface SubmitOptions {
  /** Submitting again with the same id answers with the first run. Default: a new one for each call. */
  readonly requestId?: string;
  /** Minutes of head start over what came at the same time, -10,000 to 10,000. Default: the pipeline's. */
  readonly priority?: number;
  /** Default: the version that is applied. */
  readonly version?: string;
  /** Makes every result, and takes none from the cache. Default: false. */
  readonly skipCache?: boolean;
  /** What the run is about, of a pipeline with a schedule. Default: its last interval that is over. */
  readonly interval?: { readonly start: Date; readonly end: Date };
  /** W3C trace context that the run's trace hangs below. Default: `TRACEPARENT` of the environment. */
  readonly traceparent?: string;
}

export interface PublishOptions {
  /** Publishing again with the same id answers with the first revision. Default: a new one for each call. */
  readonly requestId?: string;
}

/** Which part of a run that has ended runs again. By default all that has no result, and what needs it. */
export interface RerunOptions {
  /** Tasks, or steps for all of their tasks, that run again although they may have succeeded, and all that needs them. */
  readonly from?: readonly string[];
  /** Only those: what needs them keeps what it made of their earlier results. */
  readonly only?: boolean;
  /** Everything, whatever has a result. Not together with `from`. */
  readonly whole?: boolean;
  /** On the version that the run had, or on the one that is applied now. Must be said if they differ. */
  readonly code?: "same" | "current";
  /** Results given by hand, by task: they count as if the task had succeeded with them. */
  readonly marks?: Readonly<Record<string, Json>>;
  /** Who gives the marks, and why. */
  readonly by?: string;
  readonly reason?: string;
  readonly requestId?: string;
}

/** How a person ends one task. */
export type TaskEnding = { readonly by?: string; readonly reason?: string } & (
  | { readonly as: "cancelled" | "failed" }
  /** `output` must fit the step's schema; leave it out for a step that yields nothing. */
  | { readonly as: "succeeded"; readonly output?: Json }
);

/** Params may be left out where none is required. */
export type SubmitArguments<Params> = NoFields extends Params
  ? [params?: Params, options?: SubmitOptions]
  : [params: Params, options?: SubmitOptions];

export interface RunFilter {
  readonly pipeline?: string;
  readonly states?: readonly RunStatus[];
  readonly cause?: Exclude<RunCause["kind"], "unknown">;
  /** The id of a run: those that it had made, by a task of it or by being repeated. */
  readonly parent?: string;
  /** Those that were made with a revision of this dataset. */
  readonly dataset?: string;
  /** Default: 100. */
  readonly limit?: number;
}

/** What a person says to what a run asks. */
export interface ApprovalAnswer {
  readonly decision: "approved" | "rejected";
  /** Who says so. It is recorded as claimed. */
  readonly by: string;
  readonly reason?: string;
}

/** Which approvals. */
export interface WaitFilter {
  readonly pipeline?: string;
  readonly runId?: string;
}

export interface ApprovalFilter {
  readonly pipeline?: string;
  readonly runId?: string;
}
