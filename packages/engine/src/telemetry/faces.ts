/** Logs and metrics, as agents bring them and the outside reads them. */
import type { LogStreamName } from "@troupe/core";
import type { DeviceUsage } from "../fleet/faces.ts";
import type { AttemptKey, LogPart, StoredMetric, StreamKey, TelemetryBatch } from "../ports/telemetry-store.ts";
import type { ProgressView } from "../run/faces.ts";

export interface LogQuery {
  readonly runId: string;
  readonly task: string;
  /** Absent: the current attempt. */
  readonly attempt?: number;
  /** Begins with this one, and goes on with those after it. Only with `follow`, and not together with `attempt`. */
  readonly fromAttempt?: number;
  readonly streams: readonly LogStreamName[];
  readonly from: Partial<Readonly<Record<LogStreamName, number>>>;
  readonly tailBytes?: number;
  /** Only the last so many lines of each stream, 1 or more. Not together with `tailBytes`. */
  readonly tailLines?: number;
  /** Ends after so many bytes of each stream. Not together with `follow`. */
  readonly limitBytes?: number;
  /** Goes on until the attempt has ended and every byte that it wrote was read. */
  readonly follow: boolean;
}

export interface LogItem extends LogPart {
  readonly attempt: number;
  readonly stream: LogStreamName;
  /** Bytes that the stream had when this was read, lost ones included. */
  readonly length: number;
}

export interface MetricQuery {
  readonly runId: string;
  readonly task?: string;
  readonly names?: readonly string[];
  readonly after: number;
  readonly follow: boolean;
}

export interface MetricPage {
  readonly points: readonly StoredMetric[];
  readonly cursor: number;
}

export interface TelemetryIngest {
  /** Durable when it answers. */
  ingest(batch: IngestBatch): Promise<TelemetryAck>;
}

export interface IngestBatch extends TelemetryBatch {
  readonly agentId: string;
  readonly progress: readonly (AttemptKey & ProgressView)[];
  /** Streams that the agent still has, and takes to be durable: is it so? */
  readonly held: readonly StreamKey[];
  /** Attempts whose points it takes to be durable, likewise. */
  readonly heldMetrics: readonly AttemptKey[];
  /** Absent: none. Neither acknowledged nor sent again. */
  readonly samples?: readonly SystemSample[];
}

/** What an attempt uses of its machine, at one instant. */
export interface SystemSample extends AttemptKey {
  readonly at: number;
  /** Cores, since the sample before, or since it started. */
  readonly cpu: number;
  readonly memoryBytes: number;
  /** By their numbers among those that the attempt has; only those that could be asked. */
  readonly devices: readonly (Omit<DeviceUsage, "uuid"> & { readonly number: number })[];
}

export interface TelemetryAck {
  readonly logs: readonly (AttemptKey & { readonly stream: LogStreamName; readonly offset: number })[];
  readonly metrics: readonly (AttemptKey & { readonly sequence: number })[];
  /** For `heldMetrics`: up to where its points are durable. Less than the agent took for durable: the rest is lost here. */
  readonly heldMetrics: readonly (AttemptKey & { readonly sequence: number })[];
  /** Runs of `held` that are in the archive with their logs: nobody asks for the agent's copies again. */
  readonly sealed: readonly string[];
}
