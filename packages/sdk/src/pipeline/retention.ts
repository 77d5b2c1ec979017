/** How long a pipeline's ended runs are kept: as an author writes it, and as the spec has it. */
import type { RetentionRule } from "@troupe/core";
import { type Duration, toMs } from "../step/units.ts";

export interface RetentionOptions {
  /** After its end a run is kept for so long: `"90d"`. */
  readonly for?: Duration;
  /** So many of those that have ended are kept, the newest. */
  readonly runs?: number;
  /** Results of cached steps count for so long at most. Default: as long as `for`. */
  readonly cache?: Duration;
}

export function retentionRule(options: RetentionOptions, field: string): RetentionRule {
  const { for: age, runs, cache } = options;
  return {
    ...(age !== undefined && { runsForMs: toMs(age, `${field}.for`) }),
    ...(runs !== undefined && { runs }),
    ...(cache !== undefined && { cacheForMs: toMs(cache, `${field}.cache`) }),
  };
}
