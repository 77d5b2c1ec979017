/**
 * A stream that lives in memory: what functions print. Kept until acknowledged, below a cap for the stream and a budget
 * for all of them; above either, bytes are dropped and counted, and readers see the gap. What is acknowledged stays as long
 * as there is room, in case that the coordinators lose it.
 */
import type { StreamKey } from "@troupe/engine";
import type { LogPiece, LogSource } from "./log-source.ts";

/** What holds copies of something that is durable elsewhere. */
export interface SpareCopies {
  /** Gives them up. */
  evict(): void;
}

/** Bytes that all streams in memory may hold together, and how many of them may be there for the worst case only. */
export class MemoryBudget {
  readonly #spare: number;
  #left: number;
  /** Who holds what is durable elsewhere, by how much; the first to hold it goes first. */
  readonly #durable = new Map<SpareCopies, number>();
  #durableBytes = 0;

  constructor(bytes: number, spare = bytes / 4) {
    this.#left = bytes;
    this.#spare = spare;
  }

  /** So much of what this one holds is durable elsewhere. */
  holdsDurable(holder: SpareCopies, bytes: number): void {
    this.#durableBytes += bytes - (this.#durable.get(holder) ?? 0);
    if (bytes === 0) this.#durable.delete(holder);
    else this.#durable.set(holder, bytes);
    this.#evict(() => this.#durableBytes > this.#spare);
  }

  take(bytes: number): boolean {
    this.#evict(() => bytes > this.#left);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }

  #evict(isShort: () => boolean): void {
    for (const holder of this.#durable.keys()) {
      if (!isShort()) return;
      holder.evict();
    }
  }
}

interface Chunk {
  readonly offset: number;
  readonly data: Uint8Array;
}

const end = (chunk: Chunk): number => chunk.offset + chunk.data.length;

export class MemoryLog implements LogSource, SpareCopies {
  readonly key: StreamKey;
  readonly #budget: MemoryBudget;
  readonly #cap: number;
  #chunks: Chunk[] = [];
  #held = 0;
  #length = 0;
  #durable = 0;
  #ended = false;

  constructor(key: StreamKey, budget: MemoryBudget, cap: number) {
    this.key = key;
    this.#budget = budget;
    this.#cap = cap;
  }

  /** Everything written so far, dropped bytes too. */
  get length(): number {
    return this.#length;
  }

  append(data: Uint8Array): void {
    const offset = this.#length;
    this.#length += data.length;
    if (this.#held + data.length > this.#cap) this.evict();
    if (this.#held + data.length > this.#cap || !this.#budget.take(data.length)) return;
    this.#chunks.push({ offset, data });
    this.#held += data.length;
  }

  /** No more comes; a gap at the end becomes visible. */
  end(): void {
    this.#ended = true;
  }

  async read(offset: number, limit: number): Promise<LogPiece | undefined> {
    const first = this.#chunks.findIndex((chunk) => end(chunk) > offset);
    const start = this.#chunks[first];
    if (start === undefined) {
      const gap = this.#length - offset;
      return this.#ended && gap > 0 ? { offset: this.#length, data: new Uint8Array(0), gap } : undefined;
    }
    const from = Math.max(offset, start.offset);
    return { offset: from, data: this.#join(first, from, limit), gap: from - offset };
  }

  /** Bytes from `from` on that follow each other without a gap. */
  #join(first: number, from: number, limit: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let next = from;
    for (let index = first; index < this.#chunks.length && next < from + limit; index += 1) {
      const chunk = this.#chunks[index];
      if (chunk === undefined || chunk.offset > next) break;
      const part = chunk.data.subarray(next - chunk.offset, next - chunk.offset + (from + limit - next));
      parts.push(part);
      next += part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  release(offset: number): void {
    this.#durable = offset;
    const bytes = this.#chunks.reduce((sum, chunk) => sum + (end(chunk) <= offset ? chunk.data.length : 0), 0);
    this.#budget.holdsDurable(this, bytes);
  }

  /** Gives up what is durable elsewhere. */
  evict(): void {
    this.#dropBefore(this.#durable);
  }

  rest(): void {}

  close(): void {
    this.#ended = true;
    this.#dropBefore(Number.POSITIVE_INFINITY);
  }

  #dropBefore(offset: number): void {
    const keep = this.#chunks.findIndex((chunk) => end(chunk) > offset);
    const dropped = keep === -1 ? this.#chunks.splice(0) : this.#chunks.splice(0, keep);
    const bytes = dropped.reduce((sum, chunk) => sum + chunk.data.length, 0);
    this.#held -= bytes;
    this.#budget.giveBack(bytes);
    this.#budget.holdsDurable(this, 0);
  }
}
