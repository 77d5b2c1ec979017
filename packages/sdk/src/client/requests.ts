/** What a client is asked with. */
import type { PipelineSpec, RunStatus } from "@troupe/core";
import type { NoFields } from "../schema/shape.ts";
import type { EndpointOptions } from "./endpoint.ts";

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
  /** Default: the version that is applied. */
  readonly version?: string;
  /** W3C trace context that the run's trace hangs below. Default: `TRACEPARENT` of the environment. */
  readonly traceparent?: string;
}

/** Params may be left out where none is required. */
export type SubmitArguments<Params> = NoFields extends Params
  ? [params?: Params, options?: SubmitOptions]
  : [params: Params, options?: SubmitOptions];

export interface RunFilter {
  readonly pipeline?: string;
  readonly states?: readonly RunStatus[];
  /** Default: 100. */
  readonly limit?: number;
}
