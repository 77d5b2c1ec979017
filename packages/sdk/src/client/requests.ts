/** What a client is asked with. */
import type { PipelineSpec, RunStatus } from "@troupe/core";
import type { EndpointOptions } from "./endpoint.ts";

export interface ClientOptions extends EndpointOptions {
  /** How long a call may take that answers once. Default: 10 s. */
  readonly deadlineMs?: number;
}

/** A pipeline as the SDK builds it: what it is, and in its type what it takes and yields. */
export interface TypedPipeline<Params, Out> {
  readonly name: string;
  readonly spec: PipelineSpec;
  /** Phantom. */
  readonly types?: { readonly params: Params; readonly outputs: Out };
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
export type SubmitArguments<Params> =
  Record<never, never> extends Params
    ? [params?: Params, options?: SubmitOptions]
    : [params: Params, options?: SubmitOptions];

export interface RunFilter {
  readonly pipeline?: string;
  readonly states?: readonly RunStatus[];
  /** Default: 100. */
  readonly limit?: number;
}
