/**
 * The truth about what is live. Keys are ASCII texts ("runs/…/header"), values bytes.
 *
 * Every write is a fenced batch. The store holds, beside the keys, the term of the newest leader and the marker of the
 * last batch of that term; a batch applies only if both are what it says, and then writes its own marker, all in one
 * atomic step. So a batch that is sent again, because its answer was lost, applies once.
 */
export interface StateStore {
  /** The largest batch that `commit` takes: puts and deletes together, and the bytes of their keys and values. */
  readonly limits: BatchLimits;
  /**
   * Atomic and durable: on `committed` the batch survives a crash of every process. Applying a batch whose marker the
   * store already bears answers `committed` and changes nothing. `fenced`: another term leads, or another batch came
   * between; nothing was written. Throws TroupeError(retry) when the outcome is unknown (resend the same batch) and
   * TroupeError(retry, "STORE_FULL") when there is no space, of which the same is true. A batch that names a key twice,
   * is over the limits, or whose marker does not grow, is a bug and throws an InvariantError.
   */
  commit(batch: FencedBatch): Promise<"committed" | "fenced">;
  /** Undefined if the key is absent. Linearizable. */
  get(key: string): Promise<Uint8Array | undefined>;
  /**
   * Entries with the prefix in key order, after `after` (exclusive), at most `limit` (≤ 500, also by default); fewer only
   * where there are no more.
   */
  scan(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<readonly StateEntry[]>;
  /** Bytes in use and, where the store has one, its quota. */
  usage(): Promise<{ readonly bytes: number; readonly quota: number | null }>;
  close(): Promise<void>;
}

export interface BatchLimits {
  readonly operations: number;
  readonly bytes: number;
}

export interface StateEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

export interface FencedBatch {
  readonly term: number;
  /** Marker of the previous batch of this term; 0 for the first one. */
  readonly previous: number;
  /** Greater than `previous`. */
  readonly marker: number;
  readonly puts: readonly StateEntry[];
  readonly deletes: readonly string[];
}
