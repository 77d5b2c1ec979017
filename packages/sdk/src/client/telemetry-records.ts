/** Logs and metrics, piece by piece. */
import type { LogStreamName } from "@troupe/core";

export interface LogChunk {
  readonly task: string;
  readonly attempt: number;
  readonly stream: LogStreamName;
  /** Of the first byte, in the stream. */
  readonly offset: number;
  readonly data: Uint8Array;
  /** Bytes before `offset` that are lost for good. */
  readonly gap: number;
  readonly at: Date | null;
}

export interface MetricPoint {
  readonly task: string;
  readonly attempt: number;
  readonly name: string;
  readonly step: number | null;
  readonly value: number;
  readonly at: Date;
}
