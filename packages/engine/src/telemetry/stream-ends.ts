/**
 * Up to where each stream has come in here. A chunk that begins beyond what the store has, and does not say that the bytes
 * between are lost, follows what the store has lost: taken, it would leave a gap for good where the agent still has the
 * bytes. Refused, its acknowledgement tells the agent where to begin again.
 */
import type { StreamKey, TelemetryBatch, TelemetryStore } from "../ports/telemetry-store.ts";

type Chunk = TelemetryBatch["logs"][number];

/** Streams that are remembered; beyond, the one that was new longest ago is looked up again when it goes on. */
const most = 50_000;

export class StreamEnds {
  readonly #store: Pick<TelemetryStore, "length">;
  readonly #ends = new Map<string, number>();

  constructor(store: Pick<TelemetryStore, "length">) {
    this.#store = store;
  }

  /** Chunks of one stream in order, one batch after the other. */
  async accepts(chunk: Chunk): Promise<boolean> {
    const name = streamName(chunk);
    const begin = chunk.offset - chunk.gap;
    let end = this.#ends.get(name) ?? 0;
    // What came before may have come to another coordinator, or before this one's time.
    if (begin > end) end = await this.#store.length(chunk);
    const accepted = begin <= end;
    this.#set(name, accepted ? Math.max(end, chunk.offset + chunk.data.length) : end);
    return accepted;
  }

  /** What is durable, after a flush: less than what came in here if the store was lost. */
  async durable(stream: StreamKey): Promise<number> {
    const length = await this.#store.length(stream);
    const name = streamName(stream);
    // More may have come in meanwhile, and is not flushed yet: only a store without anything has lost it.
    if (length === 0) this.#ends.delete(name);
    return length;
  }

  /** Nobody knows what the store has. */
  forget(): void {
    this.#ends.clear();
  }

  #set(name: string, end: number): void {
    this.#ends.set(name, end);
    const oldest = this.#ends.keys().next().value;
    if (this.#ends.size > most && oldest !== undefined) this.#ends.delete(oldest);
  }
}

export function streamName({ runId, task, attempt, stream }: StreamKey): string {
  return `${runId} ${task} ${attempt} ${stream}`;
}
