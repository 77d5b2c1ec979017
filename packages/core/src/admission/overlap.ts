/** What may happen when runs of one pipeline overlap, as a pipeline says it. */
import { unreachable } from "../error.ts";

export const overlapPolicies = [
  "parallel",
  "queue",
  "skip-new",
  "cancel-old",
  "latest-only",
  "strict-sequence",
] as const;

/**
 * - `parallel`: side by side; with a limit, what is above it waits.
 * - `queue`: one at a time, or as many as the limit says; the others wait in the order of their creation.
 * - `skip-new`: what comes while as many are under way is refused.
 * - `cancel-old`: the oldest is cancelled, and the new one begins when it has ended.
 * - `latest-only`: of those that wait only the newest stays; the others end as cancelled.
 * - `strict-sequence`: one at a time, in the order of their intervals; behind one that failed everything waits until it
 *   was rerun with success, or somebody releases the next one.
 */
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** As it stands in a spec. */
export interface Overlap {
  readonly policy: OverlapPolicy;
  /** How many may be under way at once. Absent: one; for `parallel` any number. None for `strict-sequence`. */
  readonly limit?: number;
}

/** Of a pipeline that says nothing. */
export const sideBySide: Overlap = { policy: "parallel" };

/** How many may be under way at once: infinity if that is not limited. */
export function roomOf({ policy, limit }: Overlap): number {
  switch (policy) {
    case "parallel":
      return limit ?? Number.POSITIVE_INFINITY;
    case "queue":
    case "skip-new":
    case "cancel-old":
    case "latest-only":
      return limit ?? 1;
    case "strict-sequence":
      return 1;
    default:
      return unreachable(policy);
  }
}
