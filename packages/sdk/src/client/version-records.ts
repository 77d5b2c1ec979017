/** Versions of pipelines, as a client shows them. */
import type { PipelineSpec } from "@troupe/core";

export interface PipelineVersion {
  /** Digest of spec and code. */
  readonly version: string;
  /** How many versions were applied before this one. One that is applied again counts again. */
  readonly generation: number;
  readonly appliedAt: Date | null;
  readonly codeDigest: string | null;
}

export interface VersionDiff {
  /** Digests. */
  readonly from: string;
  readonly to: string;
  /** What `to` changes, one sentence each; none: they are the same. */
  readonly changes: readonly string[];
  readonly specs: { readonly from: PipelineSpec; readonly to: PipelineSpec };
}
