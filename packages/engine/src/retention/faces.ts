/** What the outside may ask about runs, and versions of pipelines, that are removed because they are old. */
import type { Digest, OldRun, Spared } from "@troupe/core";

export interface Retention {
  /** What `prune` would do now. Changes nothing. */
  preview(): Promise<RetentionReport>;
  /** Does what the leader does by itself every few hours. While it is under way, another waits for it. */
  prune(): Promise<RetentionReport>;
}

export interface RetentionReport {
  /** Runs that went, or would go, newest first. */
  readonly removed: readonly OldRun[];
  /** How many more are left for the next time. */
  readonly left: number;
  /** Runs that no rule keeps and that stay: how many, by reason. */
  readonly spared: Readonly<Partial<Record<Spared, number>>>;
  /** Results that count for later runs no more. */
  readonly results: number;
  /** Old versions that nothing needs, in order of pipeline. */
  readonly versions: readonly RemovedVersion[];
}

export interface RemovedVersion {
  readonly pipeline: string;
  readonly version: Digest;
  readonly appliedAt: number;
}
