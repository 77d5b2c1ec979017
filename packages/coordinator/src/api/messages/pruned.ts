/** What removing old runs came to, as it stands on the wire. */
import type { RetentionReport } from "@troupe/engine";
import { type PruneRunsResponse, toTimestamp } from "@troupe/proto";

const mostListed = 1000;

export function toPruned({ removed, left, spared, results, versions }: RetentionReport): PruneRunsResponse {
  return {
    runs: removed.slice(0, mostListed).map(({ endedAt, ...run }) => ({ ...run, endedAt: toTimestamp(endedAt) })),
    runCount: removed.length,
    left,
    spared: { ...spared },
    results,
    versions: versions
      .slice(0, mostListed)
      .map(({ appliedAt, ...version }) => ({ ...version, appliedAt: toTimestamp(appliedAt) })),
    versionCount: versions.length,
  };
}
