/** Brings the trace of a run from its beginning to where it is now. */
import type { FeedEntry } from "@troupe/engine";
import type { RunHistory } from "./run-history.ts";
import { RunTrace } from "./run-trace.ts";
import type { SamplingPolicy } from "./sampling.ts";
import type { TraceSpan } from "./trace-span.ts";

const pageEntries = 200;
/** Longer than a span waits before it is sent, also when the collector is slow. */
export const resendMs = 15_000;

export class CatchUp {
  readonly trace: RunTrace;
  readonly #runId: string;
  readonly #history: RunHistory;
  /** Sequence number of the first event that this coordinator was told of. */
  readonly #from: number;
  #past: TraceSpan[] = [];
  readonly #own: TraceSpan[] = [];
  #pastEndsAt = Number.NEGATIVE_INFINITY;
  #next = 1;

  constructor(runId: string, from: number, history: RunHistory, sampling: SamplingPolicy) {
    this.#runId = runId;
    this.#from = from;
    this.#history = history;
    this.trace = new RunTrace(sampling);
  }

  /** Sequence number of the event that comes next. */
  get next(): number {
    return this.#next;
  }

  /** False if the history has nothing new yet. */
  async readPage(): Promise<boolean> {
    const before = this.#next;
    for (const entry of await this.#history.readRun(this.#runId, this.#next - 1, pageEntries)) this.apply(entry);
    this.#past = this.#past.filter(({ endedAt }) => endedAt >= this.#pastEndsAt - resendMs);
    return this.#next > before;
  }

  /** Ignored if events before it are missing, or all of its own are known. */
  apply(entry: FeedEntry): void {
    if (entry.first > this.#next) return;
    for (const event of entry.events.slice(this.#next - entry.first)) {
      this.#take(this.trace.apply(event), event.at);
      this.#next += 1;
    }
  }

  /**
   * What is to be written: all spans of events that this coordinator was told of, and of the earlier ones those that a
   * predecessor may not have got rid of. Not judged by the clock of this coordinator, which may be behind.
   */
  get spans(): readonly TraceSpan[] {
    return [...this.#past, ...this.#own];
  }

  #take(spans: readonly TraceSpan[], at: number): void {
    const isPast = this.#next < this.#from;
    if (isPast) this.#pastEndsAt = Math.max(this.#pastEndsAt, at);
    (isPast ? this.#past : this.#own).push(...spans);
  }
}
