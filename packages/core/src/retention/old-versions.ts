/** Which versions of a pipeline are old: what is old and needed by nothing goes, as its runs do. */
import type { RetentionRule } from "./retention-rule.ts";

export interface PastVersion {
  /** Of a version that was applied more than once: the last time. */
  readonly generation: number;
  readonly appliedAt: number;
}

/** Whoever took the current version a moment ago has to have written by then what refers to it. */
const leastMs = 24 * 3_600_000;

/**
 * Those that have not been the current one for longer than runs are kept, and for a day at least. Never the current one, nor
 * the one before it, which one compares with and goes back to; and none where all runs are kept.
 */
export function oldVersions<V extends PastVersion>(
  versions: readonly V[],
  { runsForMs, runs }: RetentionRule,
  now: number,
): readonly V[] {
  if (runsForMs === undefined && runs === undefined) return [];
  const keptMs = Math.max(runsForMs ?? 0, leastMs);
  const [, ...earlier] = versions.toSorted((a, b) => b.generation - a.generation);
  return earlier.filter((_, at) => {
    const successor = earlier[at - 1];
    return successor !== undefined && now - successor.appliedAt > keptMs;
  });
}
