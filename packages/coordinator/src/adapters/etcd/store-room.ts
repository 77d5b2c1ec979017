/**
 * What may still be put before etcd is full.
 *
 * Above a share of the quota nothing is put. At the whole of it etcd raises an alarm that ends only by hand, and under
 * which no batch passes, nobody can take the lead and no candidate gets a lease; below, what is deleted makes room again.
 */
import { TroupeError } from "@troupe/core";

const usableShare = 0.95;
/** etcd counts what was written when it next syncs its file, 100 ms later at most. */
const countedAfterMs = 250;

export class StoreRoom {
  readonly #ceiling: number;
  readonly #quotaBytes: number;
  readonly #usedBytes: () => Promise<number>;
  /** What etcd held when it was asked last. */
  #heldBytes = 0;
  /** What was put since then: every put adds, for what it overwrites stays until it is compacted. */
  #putBytes = Number.POSITIVE_INFINITY;
  #putAt = Number.NEGATIVE_INFINITY;

  constructor(quotaBytes: number, usedBytes: () => Promise<number>) {
    this.#quotaBytes = quotaBytes;
    this.#ceiling = quotaBytes * usableShare;
    this.#usedBytes = usedBytes;
  }

  /** Takes so much, or throws STORE_FULL. Asks etcd only now and then. */
  async take(bytes: number): Promise<void> {
    const half = (this.#ceiling - this.#heldBytes) / 2;
    // Others may write to this etcd as well: half of the room is taken before it is asked again.
    if (this.#putBytes + bytes > half) await this.#ask(bytes);
    this.#putBytes += bytes;
    this.#putAt = performance.now();
  }

  async #ask(bytes: number): Promise<void> {
    const counted = await this.#usedBytes();
    const isBehind = performance.now() - this.#putAt < countedAfterMs;
    this.#heldBytes = isBehind ? Math.max(counted, this.#heldBytes + this.#putBytes) : counted;
    this.#putBytes = 0;
    if (this.#heldBytes + bytes > this.#ceiling) throw full(this.#heldBytes, this.#quotaBytes);
  }
}

function full(bytes: number, quota: number): TroupeError {
  return new TroupeError(
    `etcd holds ${bytes} of at most ${quota} bytes, and the rest is kept for deletes and elections; nothing was written. ` +
      "It goes on once runs were sealed and etcd was compacted, or with a higher quota.",
    { code: "STORE_FULL", reaction: "retry" },
  );
}
