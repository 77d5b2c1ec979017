/** Datasets and their revisions. Instants are dates; what is absent is null. */
import type { Json } from "@troupe/core";

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

export interface DatasetUse {
  readonly dataset: string;
  readonly revision: number;
}

export interface PublishedDataset extends DatasetUse {
  /** Whose output it is; null if it is not just what one task has yielded. */
  readonly task: string | null;
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
