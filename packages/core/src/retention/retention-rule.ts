/** How long what has ended is kept: of a pipeline, or of all that say nothing of their own. */
export interface RetentionRule {
  /** After its end a run is kept for so long. Absent: for ever. */
  readonly runsForMs?: number;
  /** Of each pipeline's runs that have ended, so many are kept, the newest. Absent: all. */
  readonly runs?: number;
  /** A result counts for later runs for so long at most. Absent: as long as `runsForMs`. */
  readonly cacheForMs?: number;
}

export const retentionLimits = { runs: 10_000_000, leastMs: 60_000 } as const;

/** What a pipeline says goes before what holds for all, field by field. */
export function retentionOf(own: RetentionRule = {}, standard: RetentionRule = {}): RetentionRule {
  return { ...standard, ...own };
}

/**
 * Whether a result that was made at `at` has to go: nobody may use it any more, or its run is as old as runs become.
 * `countsForMs`: as its step says, if that is known and it says so.
 */
export function isResultDue(at: number, rule: RetentionRule, now: number, countsForMs?: number): boolean {
  const limits = [rule.cacheForMs, rule.runsForMs, countsForMs].filter((limit) => limit !== undefined);
  return now - at > Math.min(...limits);
}
