/** Which runs are traced. Decided per run, so that a trace is whole or absent. */

import { runTraceId } from "./trace-ids.ts";
import { parseTraceparent } from "./traceparent.ts";

export interface SamplingPolicy {
  /** Share of the runs, 0 to 1. */
  readonly ratio: number;
  /** A run that was created inside a trace is traced if that trace is, whatever the ratio. */
  readonly followsCaller: boolean;
  /** Tasks that a traced run may have. */
  readonly maxTasks: number;
}

export const defaultSampling: SamplingPolicy = { ratio: 1, followsCaller: true, maxTasks: 1000 };

/** By the run's ids alone: every coordinator decides the same, before and after a restart. */
export function isSampled(policy: SamplingPolicy, runId: string, caller: string | null): boolean {
  const context = policy.followsCaller ? parseTraceparent(caller) : undefined;
  return context?.sampled ?? position(runTraceId(runId, caller)) < policy.ratio;
}

/**
 * Whether an attempt that is assigned while its run has this many tasks is traced. The number only grows, and whoever
 * sends the attempt out may know of more tasks than whoever writes its span later, never of fewer: an attempt that was
 * told to make spans always finds the span that they hang under.
 */
export function isAttemptSampled(policy: SamplingPolicy, runId: string, caller: string | null, tasks: number): boolean {
  return tasks <= policy.maxTasks && isSampled(policy, runId, caller);
}

/** Where a trace id lies between 0 and 1: its last 52 bits, which a number holds exactly. */
function position(traceId: string): number {
  return Number.parseInt(traceId.slice(-13), 16) / 2 ** 52;
}
