/** Pipelines that were applied, or may be. Instants are dates; what is absent is null. */
import type { PipelineSpec } from "@troupe/core";
import type { PlannedSchedule } from "./schedule-records.ts";

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
