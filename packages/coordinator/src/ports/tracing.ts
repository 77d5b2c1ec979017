/** One trace a run. Told of every committed event it writes the spans that ended with it; what it does holds nothing up. */
import type { RunObserver } from "@troupe/engine";
import type { TracerCounts } from "../tracing/tracer-counts.ts";

export interface Tracing extends RunObserver {
  readonly isOn: boolean;
  /**
   * The W3C context that goes with an attempt to its agent and into its process; null for none. Pure: asked twice, or by
   * two coordinators, it answers the same.
   */
  attemptTraceparent(attempt: TracedAttempt): string | null;
  counts(): TracingCounts;
  /** This coordinator leads no more. What was told of so far is still sent. */
  stepDown(): void;
  /** Sends what is left, for three seconds at most. Never throws. */
  shutdown(): Promise<void>;
}

export interface TracedAttempt {
  readonly runId: string;
  /** The run's `traceparent`: what its creator gave. */
  readonly caller: string | null;
  readonly task: string;
  readonly attempt: number;
  /** Tasks of the run that have ever been queued, as known when the attempt is sent out. */
  readonly tasks: number;
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
