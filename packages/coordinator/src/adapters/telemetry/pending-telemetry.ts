/** What waits for a flush, by stream, with a limit: a sender that is faster than the disk is told to come back. */
import { TroupeError } from "@troupe/core";
import type { AttemptKey, MetricSample, StreamKey, TelemetryBatch } from "@troupe/engine";
import type { LogChunk } from "@troupe/engine/adapters";

export interface PendingStream {
  readonly key: StreamKey;
  readonly chunks: readonly LogChunk[];
}

const maxBytes = 64 * 1024 * 1024;
/** Chunks and points: what a commit of the index takes in before it blocks for too long. */
const maxItems = 100_000;

type Chunk = TelemetryBatch["logs"][number];

export class PendingTelemetry {
  readonly #streams = new Map<string, { readonly key: StreamKey; readonly chunks: LogChunk[] }>();
  #metrics: (AttemptKey & MetricSample)[] = [];
  #bytes = 0;
  #items = 0;

  /** All of the batch or, throwing TroupeError(retry, "OVERLOADED"), nothing. */
  add(batch: TelemetryBatch): void {
    const bytes = batch.logs.reduce((sum, { data }) => sum + data.length, 0);
    const items = batch.logs.length + batch.metrics.length;
    // A batch that is too large by itself is taken when nothing else waits: it would never find room.
    const isFull = this.#bytes + bytes > maxBytes || this.#items + items > maxItems;
    if (isFull && !this.isEmpty) throw overloaded(this.#bytes, this.#items);
    this.#take(batch, bytes, items);
  }

  get isEmpty(): boolean {
    return this.#items === 0;
  }

  get streams(): readonly PendingStream[] {
    return [...this.#streams.values()];
  }

  get metrics(): readonly (AttemptKey & MetricSample)[] {
    return this.#metrics;
  }

  /** This, which could not be written, with what has come since behind it. Both were let in, so both stay. */
  followedBy(later: PendingTelemetry): PendingTelemetry {
    for (const { key, chunks } of later.#streams.values()) for (const chunk of chunks) this.#chunksOf(key).push(chunk);
    for (const point of later.#metrics) this.#metrics.push(point);
    this.#bytes += later.#bytes;
    this.#items += later.#items;
    return this;
  }

  dropRun(runId: string): void {
    for (const [name, { key }] of this.#streams) if (key.runId === runId) this.#streams.delete(name);
    this.#metrics = this.#metrics.filter((point) => point.runId !== runId);
  }

  #take(batch: TelemetryBatch, bytes: number, items: number): void {
    for (const chunk of batch.logs) this.#chunksOf(chunk).push(chunk);
    for (const point of batch.metrics) this.#metrics.push(point);
    this.#bytes += bytes;
    this.#items += items;
  }

  #chunksOf({ runId, task, attempt, stream }: StreamKey | Chunk): LogChunk[] {
    const name = `${runId}/${task}/${attempt}/${stream}`;
    const known = this.#streams.get(name);
    if (known !== undefined) return known.chunks;
    const added = { key: { runId, task, attempt, stream }, chunks: [] };
    this.#streams.set(name, added);
    return added.chunks;
  }
}

function overloaded(bytes: number, items: number): TroupeError {
  return new TroupeError(
    `${bytes} bytes of logs in ${items} pieces wait to be written. Send this batch again in a moment.`,
    {
      code: "OVERLOADED",
      reaction: "retry",
    },
  );
}
