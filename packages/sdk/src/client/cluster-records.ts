/** The coordinators, and what they stand on. Instants are dates; what is absent is null. */

/** The coordinators, and what they stand on. */
export interface Cluster {
  readonly name: string;
  /** Name of the coordinator whose answer this is. */
  readonly answeredBy: string;
  /** Null while nobody is known to lead. */
  readonly leader: Leader | null;
  /** In order of name. */
  readonly coordinators: readonly CoordinatorRecord[];
  readonly store: Store;
  /** Of the coordinator that answered; null where there is none, embedded. */
  readonly nats: NatsConnection | null;
  /** "directory" or "s3". */
  readonly archive: string;
  /** Null if nobody leads, or the leader does not answer. */
  readonly load: Load | null;
}

export interface Leader {
  readonly name: string;
  /** host:port. */
  readonly address: string | null;
  readonly httpUrl: string | null;
  readonly term: number;
  readonly since: Date | null;
}

export interface CoordinatorRecord {
  readonly name: string;
  readonly address: string | null;
  readonly httpUrl: string | null;
  readonly version: string;
  /** Null while it follows. */
  readonly term: number | null;
  /** Since when it leads, or follows. */
  readonly since: Date | null;
  readonly startedAt: Date | null;
}

export interface Store {
  /** "etcd" or "sqlite". */
  readonly kind: string;
  /** Filling: no run is created until some of what is live has ended. Full: it takes no writes until space was reclaimed. */
  readonly state: "ok" | "filling" | "full" | "unreachable";
  readonly bytes: number;
  readonly quotaBytes: number | null;
}

export interface NatsConnection {
  readonly connected: boolean;
  readonly server: string | null;
  readonly version: string | null;
  /** Since when it is connected, or not. */
  readonly since: Date | null;
}

export interface Load {
  /** How many are in each state. */
  readonly agents: Readonly<Record<string, number>>;
  /** Tasks that wait for a place on an agent. */
  readonly queuedTasks: number;
  /** Attempts that are with agents. */
  readonly runningAttempts: number;
}
