/** Logs, metrics and progress of live runs. Everything is idempotent: a chunk or point that comes twice counts once. */
import type { LogStreamName } from "@troupe/core";

export interface TelemetryStore {
  /**
   * Takes chunks and points over, with their bytes: the caller must not change them any more. They are durable, and
   * visible to readers, once `flush` answers. Bytes of a stream that are there already are dropped; bytes that were
   * skipped are kept as a gap, for good. Throws TroupeError(retry, "OVERLOADED") when too much waits for a flush.
   */
  append(batch: TelemetryBatch): void;
  /**
   * Answers when everything appended so far is durable. If it throws TroupeError(retry), some of it is not, and the next
   * flush takes it along; `length` says what is.
   */
  flush(): Promise<void>;
  /** Durable bytes of a stream, gaps included; 0 if unknown. What a sender may be acknowledged. */
  length(stream: StreamKey): Promise<number>;
  /** Durable points of an attempt, counted from the first up to one that is missing; 0 if unknown. Samples do not count. */
  points(attempt: AttemptKey): Promise<number>;
  /** From `offset`, at most `limit` bytes; an empty list at the end. A part without bytes says that the stream ends in a gap. */
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
    /** Bytes before `offset` that the agent knows to be lost. The store counts what is missing by itself. */
    readonly gap: number;
  })[];
  readonly metrics: readonly (AttemptKey & MetricSample)[];
}

/**
 * Points with this number and beyond are samples of the machine, which nobody numbers: they do not count for `points`, and
 * a store need not notice one that comes twice.
 */
export const samplesFrom = 2 ** 40;

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
  /** Bytes lost just before `offset`, as far as the reader asked for them. */
  readonly gap: number;
  /** When the chunk that brought these bytes was read from the attempt. */
  readonly at: number;
}
