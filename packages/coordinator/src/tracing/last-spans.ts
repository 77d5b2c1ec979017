/**
 * The last spans of runs that ended just before this coordinator led. Nothing of such a run will ever happen again, so
 * nothing would make the tracer catch up with it, and its root may be what the predecessor had not sent when it died.
 *
 * Bounded: of the newest `mostRuns` runs those are looked at that ended no more than `resendMs` before the last end of
 * them all, by the clock of the records. What is written twice is the same span.
 */
import { type RunStatus, runStatuses } from "@troupe/core";
import type { Runs } from "@troupe/engine";
import { resendMs } from "./catch-up.ts";
import { RunTrace } from "./run-trace.ts";
import type { SamplingPolicy } from "./sampling.ts";
import type { TraceSpan } from "./trace-span.ts";

export type PastRuns = Pick<Runs, "list" | "get" | "watch">;

const mostRuns = 200;

const ended = (Object.keys(runStatuses) as RunStatus[]).filter((status) => runStatuses[status].terminal);

/** `onSkipped` is told of a run that cannot be read: its trace stays as it is. */
export async function* lastSpans(
  runs: PastRuns,
  sampling: SamplingPolicy,
  signal: AbortSignal,
  onSkipped: (runId: string, cause: unknown) => void,
): AsyncGenerator<TraceSpan, void, undefined> {
  const newest = await runs.list({ statuses: ended, limit: mostRuns });
  const last = newest.reduce((latest, { endedAt }) => Math.max(latest, endedAt ?? 0), 0);
  for (const { runId, endedAt } of newest) {
    if (signal.aborted) return;
    if (endedAt === null || endedAt < last - resendMs) continue;
    try {
      yield* await spansOf(runs, runId, endedAt, sampling, signal);
    } catch (cause) {
      onSkipped(runId, cause);
    }
  }
}

async function spansOf(
  runs: PastRuns,
  runId: string,
  endedAt: number,
  sampling: SamplingPolicy,
  signal: AbortSignal,
): Promise<readonly TraceSpan[]> {
  const { header } = await runs.get(runId);
  const { pipeline, version, params, uses, requestId, traceparent, createdAt: at } = header;
  const trace = new RunTrace(sampling);
  const spans = [
    ...trace.apply({ type: "RunCreated", at, runId, pipeline, version, params, uses, requestId, traceparent }),
  ];
  // From the second event on: the first is in the header.
  for await (const item of runs.watch(runId, { after: 1, signal }))
    if (item.type === "event") spans.push(...trace.apply(item.event));
  return spans.filter((span) => span.endedAt >= endedAt - resendMs);
}
