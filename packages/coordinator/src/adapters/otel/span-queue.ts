/**
 * Spans on their way to the collector. Not the SDK's batch processor: that one drops without saying how much, and its
 * timers keep a process alive that wants to end.
 *
 * Bounded: above `maxSpans` the newest are dropped, and counted. One batch is in flight at a time; the exporter repeats
 * it until its own timeout, then it is dropped, and counted.
 */
import { ExportResultCode } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import type { Clock, Timer } from "@troupe/engine";
import type { SpanCounts } from "../../ports/tracing.ts";
import type { TraceSpan } from "../../tracing/trace-span.ts";
import type { SpanQueueSettings } from "./trace-settings.ts";

export interface SpanQueueOptions extends SpanQueueSettings {
  readonly exporter: SpanExporter;
  readonly convert: (span: TraceSpan) => ReadableSpan;
  readonly clock: Clock;
  /** Told when the collector begins to fail, and when it works again (undefined). */
  readonly onHealth?: (error: Error | undefined) => void;
}

export class SpanQueue {
  readonly #options: SpanQueueOptions;
  readonly #spans: TraceSpan[] = [];
  #inFlight = 0;
  #sent = 0;
  #droppedFull = 0;
  #droppedFailed = 0;
  #timer: Timer | undefined;
  #sending: Promise<void> | undefined;
  #isClosing = false;
  #isHealthy = true;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
  }

  write(span: TraceSpan): void {
    if (this.#isClosing || this.#spans.length >= this.#options.maxSpans) {
      this.#droppedFull += 1;
      return;
    }
    this.#spans.push(span);
    this.#schedule();
  }

  counts(): SpanCounts {
    return {
      queued: this.#spans.length + this.#inFlight,
      sent: this.#sent,
      droppedFull: this.#droppedFull,
      droppedFailed: this.#droppedFailed,
    };
  }

  /** Sends what is there, and gives up after `timeoutMs`. */
  async shutdown(timeoutMs: number): Promise<void> {
    this.#isClosing = true;
    this.#timer?.cancel();
    const { promise: timeout, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(timeoutMs, resolve);
    await Promise.race([this.#drain(), timeout]);
    timer.cancel();
    this.#droppedFailed += this.#spans.splice(0).length;
    // Not awaited: it waits for what is in flight, which is what the timeout was for.
    this.#options.exporter.shutdown().catch(() => undefined);
  }

  async #drain(): Promise<void> {
    await this.#sending;
    while (this.#spans.length > 0) await this.#sendBatch();
  }

  /** Never sends at once: whoever writes is on the path of a commit. */
  #schedule(): void {
    if (this.#sending !== undefined) return;
    const { clock, maxBatch, delayMs } = this.#options;
    const isFull = this.#spans.length === maxBatch;
    if (this.#timer !== undefined && !isFull) return;
    this.#timer?.cancel();
    this.#timer = clock.after(this.#spans.length >= maxBatch ? 0 : delayMs, () => this.#send());
  }

  #send(): void {
    this.#timer = undefined;
    this.#sending = this.#sendBatch().finally(() => {
      this.#sending = undefined;
      if (this.#spans.length > 0 && !this.#isClosing) this.#schedule();
    });
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#spans.splice(0, this.#options.maxBatch);
    this.#inFlight = batch.length;
    const error = await this.#export(batch);
    this.#inFlight = 0;
    if (error === undefined) this.#sent += batch.length;
    else this.#droppedFailed += batch.length;
    this.#tellHealth(error);
  }

  /** Settles in any case, at the latest after the export timeout. */
  async #export(batch: readonly TraceSpan[]): Promise<Error | undefined> {
    const { exporter, convert, clock, exportTimeoutMs } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    const timer = clock.after(exportTimeoutMs, () => resolve(new Error(`no answer within ${exportTimeoutMs} ms`)));
    try {
      exporter.export(batch.map(convert), ({ code, error }) =>
        resolve(code === ExportResultCode.SUCCESS ? undefined : (error ?? new Error("refused"))),
      );
    } catch (error) {
      resolve(error instanceof Error ? error : new Error(String(error)));
    }
    return promise.finally(() => timer.cancel());
  }

  #tellHealth(error: Error | undefined): void {
    const isHealthy = error === undefined;
    if (isHealthy !== this.#isHealthy) this.#options.onHealth?.(error);
    this.#isHealthy = isHealthy;
  }
}
