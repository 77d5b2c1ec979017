/** What the tracer did with runs that have ended, and with those that it could not follow. */
import type { TraceOutcome } from "./run-trace.ts";

export type TracerOutcome =
  | TraceOutcome
  /** Its history could not be read: the spans from there on are missing. */
  | "abandoned";

export type TracerCounts = Record<TracerOutcome, number>;

export function noRuns(): TracerCounts {
  return { traced: 0, truncated: 0, unsampled: 0, "too-large": 0, abandoned: 0 };
}
