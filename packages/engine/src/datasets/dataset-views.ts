/** Datasets as the outside sees them. */
import type { Json } from "@troupe/core";

export interface Datasets {
  /** In order of name, after `after`. */
  list(options: { readonly after?: string; readonly limit: number }): Promise<readonly DatasetView[]>;
  /** Throws DATASET_NOT_FOUND. */
  get(name: string): Promise<DatasetView>;
  /** Newest first, those below `before`. The newest thousand are kept. Throws DATASET_NOT_FOUND. */
  revisions(
    name: string,
    options: { readonly before?: number; readonly limit: number },
  ): Promise<readonly DatasetRevision[]>;
  /**
   * A new revision, from outside. The same request id again answers with the same revision. Throws INVALID_ARGUMENT,
   * DATASET_MISFIT, ARTIFACT_NOT_FOUND, REQUEST_ID_REUSED.
   */
  publish(request: PublishRequest): Promise<DatasetRevision>;
}

export interface PublishRequest {
  readonly dataset: string;
  readonly value: Json;
  readonly requestId?: string;
}

export interface DatasetView {
  readonly name: string;
  /** The newest; 0 if there is none yet. */
  readonly revision: number;
  readonly publishedAt: number | null;
  /** Pipelines whose current version has to do with it. */
  readonly publishers: readonly string[];
  readonly readers: readonly string[];
  /** Those that it starts. */
  readonly started: readonly StartedPipeline[];
}

export interface StartedPipeline {
  readonly pipeline: string;
  /** The revision up to which everything has started its run, or been skipped. */
  readonly seen: number;
  /** How often no run was made, and why the last time. */
  readonly skips: number;
  readonly lastSkip: SkippedStart | null;
}

/** A revision that did not start a run. */
export interface SkippedStart {
  readonly at: number;
  readonly dataset: string;
  readonly revision: number;
  readonly code: string;
  readonly message: string;
}

export interface DatasetRevision {
  readonly dataset: string;
  readonly revision: number;
  readonly value: Json;
  readonly publishedAt: number;
  /** Null: from outside. `task` is null if it is not just what one task has yielded. */
  readonly producer: { readonly runId: string; readonly pipeline: string; readonly task: string | null } | null;
}
