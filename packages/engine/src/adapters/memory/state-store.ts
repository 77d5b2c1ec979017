/** The state store as a map. Several coordinators of a simulated cluster share one, so closing it does nothing. */
import { TroupeError } from "@troupe/core";
import type { BatchLimits, FencedBatch, StateEntry, StateStore } from "../../ports/state-store.ts";
import { checkBatch } from "../check-batch.ts";
import { SortedKeys } from "./sorted-keys.ts";

const maxScan = 500;

export class MemoryStateStore implements StateStore {
  readonly limits: BatchLimits;
  readonly #values = new Map<string, Uint8Array>();
  readonly #keys = new SortedKeys();
  readonly #quota: number | null;
  #bytes = 0;
  #term = 0;
  #marker = 0;

  /** The limits are by default the narrowest of all stores, so that whatever works in memory fits into each of them. */
  constructor(options: { readonly quotaBytes?: number; readonly limits?: BatchLimits } = {}) {
    this.limits = options.limits ?? { operations: 100, bytes: 1_250_000 };
    this.#quota = options.quotaBytes ?? null;
  }

  /** A new term, higher than all before. From now on every batch of an older one is fenced. */
  beginTerm(): number {
    this.#term += 1;
    this.#marker = 0;
    return this.#term;
  }

  async commit(batch: FencedBatch): Promise<"committed" | "fenced"> {
    checkBatch(batch, this.limits);
    if (batch.term !== this.#term) return "fenced";
    if (batch.marker === this.#marker) return "committed";
    if (batch.previous !== this.#marker) return "fenced";
    this.#refuseIfFull(batch);
    for (const key of batch.deletes) this.#delete(key);
    for (const { key, value } of batch.puts) this.#put(key, value);
    this.#marker = batch.marker;
    return "committed";
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const value = this.#values.get(key);
    return value === undefined ? undefined : new Uint8Array(value);
  }

  async scan(
    prefix: string,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly StateEntry[]> {
    const limit = Math.min(options.limit ?? maxScan, maxScan);
    const keys = this.#keys.list(prefix, options.after, limit);
    return keys.map((key) => ({ key, value: new Uint8Array(this.#values.get(key) ?? []) }));
  }

  async usage(): Promise<{ readonly bytes: number; readonly quota: number | null }> {
    return { bytes: this.#bytes, quota: this.#quota };
  }

  async close(): Promise<void> {}

  #refuseIfFull(batch: FencedBatch): void {
    if (this.#quota === null || batch.puts.length === 0) return;
    const added = batch.puts.reduce((sum, { key, value }) => sum + sizeOf(key, value) - this.#sizeAt(key), 0);
    const freed = batch.deletes.reduce((sum, key) => sum + this.#sizeAt(key), 0);
    const needed = this.#bytes + added - freed;
    if (needed <= this.#quota) return;
    throw new TroupeError(
      `The state store would hold ${needed} of at most ${this.#quota} bytes; nothing was written.`,
      {
        code: "STORE_FULL",
        reaction: "retry",
      },
    );
  }

  /**
   * Copies: a caller that reuses its buffer must not change what is stored. Not with `slice`, which on a Buffer shares
   * the memory.
   */
  #put(key: string, value: Uint8Array): void {
    this.#bytes += sizeOf(key, value) - this.#sizeAt(key);
    this.#values.set(key, new Uint8Array(value));
    this.#keys.add(key);
  }

  #delete(key: string): void {
    this.#bytes -= this.#sizeAt(key);
    this.#values.delete(key);
    this.#keys.delete(key);
  }

  #sizeAt(key: string): number {
    const value = this.#values.get(key);
    return value === undefined ? 0 : sizeOf(key, value);
  }
}

function sizeOf(key: string, value: Uint8Array): number {
  return key.length + value.length;
}
