/** Pools, as the outside sees them. */

/**
 * Named amounts of what is scarce beside the resources of agents. A step takes slots of one from its assignment to its end.
 * The pool "default", if there is one, holds for every step that names none. Refusals: POOL_NOT_FOUND, POOL_IN_USE,
 * POOL_LIMIT.
 */
export interface Pools {
  /** Makes it, or changes it. With fewer slots than are held, nothing of it starts until that many are given back. */
  set(name: string, settings: PoolSettings): Promise<PoolView>;
  get(name: string): Promise<PoolView>;
  /** All of them, in order of name: there are at most 1,000. */
  list(): Promise<readonly PoolView[]>;
  /** Refused while something of it is held, or waited for. */
  delete(name: string): Promise<void>;
}

export interface PoolSettings {
  readonly slots: number;
  readonly description?: string;
}

export interface PoolUse {
  /** Slots that are held. Null: only the leader knows. */
  readonly used: number | null;
  /** Queued tasks that ask for it. */
  readonly waiting: number | null;
}

export interface PoolView extends PoolUse {
  readonly name: string;
  readonly slots: number;
  readonly description: string;
}
