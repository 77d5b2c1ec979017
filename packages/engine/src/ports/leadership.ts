/** Who leads. Embedded: whoever holds the lock of the data directory. Cluster: an election in etcd. */
export interface Leadership {
  /**
   * Waits until this process leads, and takes a new term, higher than all before and written where StateStore.commit
   * compares it. Throws TroupeError(fatal, "DATA_DIRECTORY_IN_USE") where waiting makes no sense, and the reason of the
   * signal when that is aborted before the term begins.
   */
  lead(signal: AbortSignal): Promise<Lease>;
  /**
   * Who leads, as far as this process has heard: a hint for whoever has to be sent there, and no authority. Undefined
   * if nobody does, or nothing was heard yet. Its own lead is heard before `lead` answers.
   */
  leader(): LeaderInfo | undefined;
  /** Calls back after each change of `leader()`, until the function that it returns is called. */
  onLeaderChange(listener: (leader: LeaderInfo | undefined) => void): () => void;
  close(): Promise<void>;
}

/** How a coordinator presents itself to the others. */
export interface CoordinatorInfo {
  readonly name: string;
  /** Where it serves gRPC, `host:port`; null if that is not known. */
  readonly address: string | null;
  /** Where browsers go; null if nothing serves them. */
  readonly httpUrl: string | null;
}

export interface LeaderInfo extends CoordinatorInfo {
  readonly term: number;
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
