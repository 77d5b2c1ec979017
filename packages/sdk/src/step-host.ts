/**
 * Who runs a function step: what the agent's worker, or an engine in a test, gives to `execute`. A plain interface, so
 * that a host and a bundle may carry different versions of this package.
 */
export interface StepHost {
  /** Aborted when the attempt is cancelled or out of time. */
  readonly signal: AbortSignal;
  readonly attempt: {
    readonly runId: string;
    readonly task: string;
    readonly attempt: number;
    readonly pipeline: string;
  };
  metric(name: string, value: number, step?: number): void;
  progress(fraction: number, message?: string): void;
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Absent: no earlier attempt has left one, or the host knows of none. */
  readonly checkpoint?: { readonly path: string; readonly step: number | null };
  /** Absent: the host keeps none. */
  saveCheckpoint?(path: string, step?: number): Promise<void>;
  /** Stores a local file. `path` of the result is where this attempt may go on reading it. */
  save(kind: string, path: string): Promise<SavedArtifact>;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface SavedArtifact {
  readonly kind: string;
  readonly digest: `sha256:${string}`;
  readonly size: number;
  readonly path: string;
}
