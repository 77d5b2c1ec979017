/** Agents, and what they have. Instants are dates; what is absent is null. */

export interface Agent {
  readonly id: string;
  /** Unknown: a coordinator that follows says what is stored of it, and the leader, who hears beats, does not answer. */
  readonly state: "ready" | "draining" | "deaf" | "silent" | "gone" | "unknown";
  readonly host: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: Resources;
  readonly allocated: Resources;
  readonly devices: readonly Device[];
  readonly lastBeatAt: Date | null;
  readonly connectedAt: Date | null;
  readonly attempts: readonly { readonly runId: string; readonly task: string; readonly attempt: number }[];
  /** How it ends a process tree: 1 (cgroup v2), 2 or 3 (process group and scan). */
  readonly isolationTier: number;
  /** The ways down to it that are proven: "nats", "session". None while it is deaf. */
  readonly paths: readonly string[];
  /** As its last beat said; null while the coordinator that leads has heard none. */
  readonly usage: AgentUsage | null;
}

/** What is in use of a machine, by whomever. */
export interface AgentUsage {
  /** Fraction of all cores, 0 to 1. */
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly memoryTotalBytes: number;
  /** Those that could be asked. `utilization`: fraction of the time, 0 to 1. */
  readonly devices: readonly { readonly uuid: string; readonly utilization: number; readonly memoryBytes: number }[];
}

export interface Resources {
  readonly millicpus: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

export interface Device {
  readonly uuid: string;
  readonly model: string;
  readonly memoryBytes: number;
  /** "run/task/attempt" of its holder. */
  readonly leasedTo: string | null;
  /** Why it takes no work. */
  readonly quarantined: string | null;
}
