/** Who leads. Embedded: whoever holds the lock of the data directory. Cluster: an election in etcd. */
export interface Leadership {
  /**
   * Waits until this process leads, and takes a new term, higher than all before and written where StateStore.commit
   * compares it. Throws TroupeError(fatal, "DATA_DIRECTORY_IN_USE") where waiting makes no sense, and the reason of the
   * signal when that is aborted before the term begins.
   */
  lead(signal: AbortSignal): Promise<Lease>;
  close(): Promise<void>;
}

/** One leadership, as a value with an end. */
export interface Lease {
  readonly clusterId: string;
  readonly term: number;
  /** Until then, on the monotonic clock, this process may believe that it leads; Infinity for a lock. */
  trustedUntil(): number;
  /** Aborted, with a TroupeError(step-down), as soon as the term is known to be over: also by `resign`. */
  readonly lost: AbortSignal;
  /** Gives the lead up, so that a successor need not wait. Idempotent. */
  resign(): Promise<void>;
}
