/** What removing old runs came to. */
import type { PruneRunsResponse__Output } from "@troupe/proto";
import { date } from "./wire-values.ts";

export interface Pruned {
  /** Newest first; of more than 1,000 only the newest. */
  readonly runs: readonly RemovedRun[];
  readonly runCount: number;
  /** That are left for the next time. */
  readonly left: number;
  /**
   * Runs that no rule keeps, and that stay: how many, by reason. The newest of their pipeline that succeeded; those that a
   * record or a result for later runs refers to; those that a kept one was made by, or repeats.
   */
  readonly spared: Readonly<Partial<Record<"latest-succeeded" | "referred-to" | "came-before", number>>>;
  /** Results that count for later runs no more. */
  readonly results: number;
  /** Old versions of pipelines that no run needs any more, in order of pipeline; of more than 1,000 only the first. */
  readonly versions: readonly RemovedVersion[];
  readonly versionCount: number;
}

export interface RemovedVersion {
  readonly pipeline: string;
  readonly version: string;
  readonly appliedAt: Date | null;
}

export interface RemovedRun {
  readonly runId: string;
  readonly pipeline: string;
  readonly endedAt: Date | null;
  /** Which part of the rule does not keep it. */
  readonly because: "age" | "count";
}

export function toPruned(pruned: PruneRunsResponse__Output): Pruned {
  const { runs, runCount, left, spared, results, versions, versionCount } = pruned;
  return {
    runs: runs.map(({ runId, pipeline, endedAt, because }) => ({
      ...{ runId, pipeline, endedAt: date(endedAt) },
      because: because === "age" ? "age" : "count",
    })),
    runCount,
    left,
    spared: { ...spared },
    results,
    versions: versions.map(({ appliedAt, ...version }) => ({ ...version, appliedAt: date(appliedAt) })),
    versionCount,
  };
}
