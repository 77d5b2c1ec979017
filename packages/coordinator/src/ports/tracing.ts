/** One trace a run. Told of every committed event it writes the spans that ended with it; what it does holds nothing up. */
import type { FeedEntry, RunObserver, TraceContext } from "@troupe/engine";
import type { PastRuns } from "../tracing/last-spans.ts";
import type { TracerCounts } from "../tracing/tracer-counts.ts";

export interface Tracing extends RunObserver, TraceContext {
  readonly isOn: boolean;
  /**
   * Idempotent, and for events of any age: a coordinator that takes over tells of those again that its predecessor may
   * have committed without telling.
   */
  committed(entry: FeedEntry): void;
  /**
   * Pure: asked twice, or by two coordinators, it answers the same. `tasks`: how many of the run have left pending, as
   * known when the attempt is sent out; above the limit the attempt is told to make no spans.
   */
  attemptTraceparent(
    runId: string,
    traceparent: string | null,
    task: string,
    attempt: number,
    tasks?: number,
  ): string | null;
  /**
   * This coordinator leads now: sends once more what its predecessor may have had to send still of runs that had ended.
   * Resolves when that is queued, or `signal` is aborted. Never throws.
   */
  led(runs: PastRuns, signal: AbortSignal): Promise<void>;
  counts(): TracingCounts;
  /** Sends what is left, for three seconds at most. Never throws. */
  shutdown(): Promise<void>;
}

export interface TracingCounts {
  readonly runs: Readonly<TracerCounts>;
  readonly spans: SpanCounts;
}

export interface SpanCounts {
  readonly queued: number;
  readonly sent: number;
  /** The collector was too slow, or away, for longer than the queue is. */
  readonly droppedFull: number;
  /** The collector refused them, or did not answer in time, in all retries. */
  readonly droppedFailed: number;
}
