/** Logs, metrics and progress of live runs. Everything is idempotent: a chunk or point that comes twice counts once. */
import type { LogStreamName } from "@troupe/core";

export interface TelemetryStore {
  /** Takes chunks and points over; they are durable once `flush` answers. Overlaps with what is there are dropped, gaps are kept as gaps. */
  append(batch: TelemetryBatch): void;
  /** Answers when everything appended so far is durable, with how far each stream and series is. */
  flush(): Promise<void>;
  /** Bytes taken of a stream, gaps included; 0 if unknown. */
  length(stream: StreamKey): Promise<number>;
  /** From `offset`, at most `limit` bytes; an empty list at the end. */
  readLog(stream: StreamKey, offset: number, limit: number): Promise<readonly LogPart[]>;
  /** Points of a run after a cursor, in the order in which they came. */
  readMetrics(runId: string, after: number, limit: number): Promise<readonly StoredMetric[]>;
  /** The streams of a run that hold anything. */
  streams(runId: string): Promise<readonly (StreamKey & { readonly length: number })[]>;
  /** Told after each flush which runs have news. Returns the way to stop. */
  subscribe(onNews: (runIds: ReadonlySet<string>) => void): () => void;
  dropRun(runId: string): Promise<void>;
  close(): Promise<void>;
}

export interface AttemptKey {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
}

export interface StreamKey extends AttemptKey {
  readonly stream: LogStreamName;
}

export interface TelemetryBatch {
  readonly logs: readonly (StreamKey & {
    readonly offset: number;
    readonly data: Uint8Array;
    readonly at: number;
    readonly gap: number;
  })[];
  readonly metrics: readonly (AttemptKey & MetricSample)[];
}

export interface MetricSample {
  /** Counts the points of the attempt from 1. */
  readonly sequence: number;
  readonly name: string;
  readonly step: number | null;
  readonly value: number;
  readonly at: number;
}

export interface StoredMetric extends AttemptKey, MetricSample {
  /** Grows with each point of the run. */
  readonly cursor: number;
}

export interface LogPart {
  readonly offset: number;
  readonly data: Uint8Array;
  /** Bytes lost just before `offset`. */
  readonly gap: number;
  readonly at: number;
}
