/** The way for logs and metrics, to any coordinator, on a connection of its own. */
import type { LogStreamName } from "@troupe/core";
import type { AttemptKey, MetricSample, ProgressView, StreamKey, SystemSample, TelemetryAck } from "@troupe/engine";

export interface TelemetryLink {
  /** Opens a stream. Never throws, and calls no handler before it returns. `closed` comes exactly once and last. */
  open(handlers: TelemetryHandlers): TelemetryStream;
  close(): void;
}

export interface TelemetryHandlers {
  acknowledged(ack: TelemetryAck): void;
  /** The buffer is empty again, after `send` answered false. */
  drained(): void;
  closed(reason: string): void;
}

export interface TelemetryStream {
  /** Taken in any case; false: wait for `drained` before sending more. */
  send(batch: TelemetryParts): boolean;
  end(): void;
  abort(reason: string): void;
}

export interface TelemetryParts {
  readonly chunks: readonly LogChunk[];
  readonly metrics: readonly (AttemptKey & MetricSample)[];
  readonly progress: readonly (AttemptKey & ProgressView)[];
  readonly held: readonly HeldStream[];
  readonly heldMetrics: readonly HeldMetrics[];
  readonly samples: readonly SystemSample[];
}

/** A stream that the agent still has, and up to where it takes it to be durable. */
export interface HeldStream extends StreamKey {
  readonly offset: number;
}

/** An attempt whose points can still be sent, and up to where they are taken to be durable. */
export interface HeldMetrics extends AttemptKey {
  readonly sequence: number;
}

/** Bytes of a stream of an attempt. `offset` counts everything that was written, lost bytes too. */
export interface LogChunk extends StreamKey {
  readonly offset: number;
  readonly data: Uint8Array;
  readonly at: number;
  /** Bytes lost just before `offset`. */
  readonly gap: number;
  /** The stream ends with this chunk. */
  readonly last: boolean;
}

export const logStreams = ["stdout", "stderr", "messages"] as const satisfies readonly LogStreamName[];
