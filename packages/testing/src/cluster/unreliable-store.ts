/** A state store whose answers get lost: before the batch was applied, or after. Seeded, so that a story can be told again. */
import { TroupeError } from "@troupe/core";
import type { BatchLimits, FencedBatch, StateEntry, StateStore } from "@troupe/engine";

export interface Luck {
  /** Uniform in [0, 1). */
  random(): number;
}

export class UnreliableStateStore implements StateStore {
  readonly #inner: StateStore;
  readonly #luck: Luck;
  readonly #share: number;
  /** Batches whose outcome the caller could not know. */
  unknown = 0;

  /** `share` of all commits end in a timeout, half of them after the batch was applied. */
  constructor(inner: StateStore, luck: Luck, share: number) {
    this.#inner = inner;
    this.#luck = luck;
    this.#share = share;
  }

  get limits(): BatchLimits {
    return this.#inner.limits;
  }

  async commit(batch: FencedBatch): Promise<"committed" | "fenced"> {
    const dice = this.#luck.random();
    if (dice < this.#share / 2) throw this.#timeout();
    const outcome = await this.#inner.commit(batch);
    if (dice < this.#share) throw this.#timeout();
    return outcome;
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#inner.get(key);
  }

  scan(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<readonly StateEntry[]> {
    return this.#inner.scan(prefix, options);
  }

  usage(): Promise<{ readonly bytes: number; readonly quota: number | null }> {
    return this.#inner.usage();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #timeout(): TroupeError {
    this.unknown += 1;
    return new TroupeError("the store did not answer in time", { code: "STORE_TIMEOUT", reaction: "retry" });
  }
}
