/**
 * What the telemetry store knows of its logs, and its metrics, in one database: a flush becomes durable with one commit
 * here. Short pieces of logs lie in it too, since a sync of a file for each of a thousand quiet streams would cost a
 * thousand times as much.
 */
import type { StatementSync } from "node:sqlite";
import type { LogStreamName } from "@troupe/core";
import type { AttemptKey, MetricSample, StoredMetric, StreamKey } from "@troupe/engine";
import type { DataDirectory } from "./data-directory.ts";
import { bytes, type Database, number, text } from "./database.ts";
import { type TelemetryStatements, telemetrySchema, telemetryStatements } from "./telemetry-schema.ts";

/** How far a stream is, in all and in its file. */
export interface StreamRecord {
  readonly id: number;
  readonly length: number;
  readonly fileLength: number;
}

/** One piece of a log: its bytes, or where they lie in the stream's file. */
export interface PartRecord {
  readonly offset: number;
  readonly size: number;
  readonly gap: number;
  readonly at: number;
  readonly content: Uint8Array | { readonly position: number };
}

/** Rows that are deleted before the event loop gets its turn. */
const dropBatch = 2000;

export class TelemetryIndex {
  readonly #database: Database;
  readonly #statements: TelemetryStatements;

  constructor(directory: DataDirectory) {
    this.#database = directory.openDatabase("telemetry.db", telemetrySchema);
    this.#statements = telemetryStatements(this.#database);
  }

  transaction<Result>(body: () => Result): Result {
    return this.#database.transaction(body);
  }

  stream(key: StreamKey): StreamRecord | undefined {
    const row = this.#get(this.#statements.findStream, key.runId, key.task, key.attempt, key.stream);
    if (row === undefined) return undefined;
    return { id: number(row.id), length: number(row.length), fileLength: number(row.file_length) };
  }

  /** Inside a transaction: a new stream, of which nothing is known yet. */
  addStream(key: StreamKey): StreamRecord {
    const run = this.#addRun(key.runId);
    const row = this.#statements.addStream.get(run, key.task, key.attempt, key.stream);
    return { id: number(row?.id), length: 0, fileLength: 0 };
  }

  /** Inside a transaction. */
  addParts(stream: StreamRecord, parts: readonly PartRecord[]): void {
    for (const { offset, size, gap, at, content } of parts) {
      const isInline = content instanceof Uint8Array;
      const position = isInline ? null : content.position;
      this.#statements.addPart.run(stream.id, offset + size, size, gap, at, position, isInline ? content : null);
    }
    this.#statements.setLength.run(stream.length, stream.fileLength, stream.id);
  }

  /** Inside a transaction. False if the point is there already. */
  addMetric(point: AttemptKey & MetricSample): boolean {
    const { runId, task, attempt, sequence, name, step, value, at } = point;
    const run = this.#addRun(runId);
    const { changes } = this.#statements.addMetric.run(run, task, attempt, sequence, name, step, value, at);
    return changes > 0;
  }

  /** Parts that end behind `offset`, in order. */
  parts(stream: StreamRecord, offset: number, limit: number): readonly PartRecord[] {
    const rows = this.#database.attempt(() => this.#statements.parts.all(stream.id, offset, limit));
    return rows.map((row) => {
      const size = number(row.size);
      const content = row.position === null ? bytes(row.data) : { position: number(row.position) };
      return { offset: number(row.ending) - size, size, gap: number(row.gap), at: number(row.at), content };
    });
  }

  metrics(runId: string, after: number, limit: number): readonly StoredMetric[] {
    const rows = this.#database.attempt(() => this.#statements.metrics.all(runId, after, limit));
    return rows.map((row) => ({
      runId,
      task: text(row.task),
      attempt: number(row.attempt),
      sequence: number(row.sequence),
      name: text(row.name),
      step: row.step === null ? null : number(row.step),
      // SQLite keeps NaN, which a diverging loss is, as NULL.
      value: row.value === null ? Number.NaN : number(row.value),
      at: number(row.at),
      cursor: number(row.cursor),
    }));
  }

  /** From the first point up to one that is missing. */
  points({ runId, task, attempt }: AttemptKey): number {
    const of = [runId, task, attempt] as const;
    const row = this.#get(this.#statements.countPoints, ...of);
    const [count, last] = [number(row?.count), number(row?.last)];
    if (count === last) return count;
    return number(this.#get(this.#statements.firstMissing, ...of)?.sequence) - 1;
  }

  streams(runId: string): readonly (StreamKey & { readonly length: number })[] {
    const rows = this.#database.attempt(() => this.#statements.streams.all(runId));
    return rows.map((row) => ({
      runId,
      task: text(row.task),
      attempt: number(row.attempt),
      stream: streamName(row.name),
      length: number(row.length),
    }));
  }

  runIds(): readonly string[] {
    return this.#database.attempt(() => this.#statements.runs.all()).map((row) => text(row.run_id));
  }

  /** Forgets a run, a few thousand rows at a time; `yieldTurn` lets others run in between. The run itself goes last. */
  async dropRun(runId: string, yieldTurn: () => Promise<void>): Promise<void> {
    for (const statement of [this.#statements.dropParts, this.#statements.dropMetrics]) {
      while (this.#database.attempt(() => statement.run(runId, dropBatch)).changes > 0) await yieldTurn();
    }
    this.transaction(() => {
      this.#statements.dropStreams.run(runId);
      this.#statements.dropRun.run(runId);
    });
  }

  close(): void {
    this.#database.close();
  }

  #addRun(runId: string): number {
    return number((this.#statements.findRun.get(runId) ?? this.#statements.addRun.get(runId))?.id);
  }

  #get(statement: StatementSync, ...values: (string | number)[]): ReturnType<StatementSync["get"]> {
    return this.#database.attempt(() => statement.get(...values));
  }
}

function streamName(value: unknown): LogStreamName {
  if (value === "stdout" || value === "stderr" || value === "messages") return value;
  throw new TypeError(`expected the name of a log stream in a database, found ${String(value)}`);
}
