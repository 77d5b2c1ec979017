/**
 * What the telemetry store knows of its logs, and its metrics, in one database: a flush becomes durable with one commit
 * here. Short pieces of logs lie in it too, since a sync of a file for each of a thousand quiet streams would cost a
 * thousand times as much.
 */
import type { StatementSync } from "node:sqlite";
import type { LogStreamName } from "@troupe/core";
import type { AttemptKey, MetricSample, StoredMetric, StreamKey } from "@troupe/engine";
import type { DataDirectory } from "./data-directory.ts";
import { bytes, type Database, number, type Schema, text } from "./database.ts";

// A part is found by where it ends: an end is never given twice, while a gap without bytes begins where the next part does.
const schema: Schema = {
  durability: "FULL",
  steps: [
    `CREATE TABLE run (id INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE);
     CREATE TABLE stream (
       id INTEGER PRIMARY KEY,
       run INTEGER NOT NULL,
       task TEXT NOT NULL,
       attempt INTEGER NOT NULL,
       name TEXT NOT NULL,
       length INTEGER NOT NULL,
       file_length INTEGER NOT NULL,
       UNIQUE (run, task, attempt, name)
     );
     CREATE TABLE part (
       stream INTEGER NOT NULL,
       ending INTEGER NOT NULL,
       size INTEGER NOT NULL,
       gap INTEGER NOT NULL,
       at REAL NOT NULL,
       position INTEGER,
       data BLOB,
       UNIQUE (stream, ending)
     );
     CREATE TABLE metric (
       cursor INTEGER PRIMARY KEY,
       run INTEGER NOT NULL,
       task TEXT NOT NULL,
       attempt INTEGER NOT NULL,
       sequence INTEGER NOT NULL,
       name TEXT NOT NULL,
       step INTEGER,
       value REAL,
       at REAL NOT NULL,
       UNIQUE (run, task, attempt, sequence)
     );
     CREATE INDEX metric_by_run ON metric (run, cursor);`,
  ],
};

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
  readonly #statements: ReturnType<typeof prepare>;

  constructor(directory: DataDirectory) {
    this.#database = directory.openDatabase("telemetry.db", schema);
    this.#statements = prepare((sql) => this.#database.prepare(sql));
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

const ofRun = "(SELECT id FROM run WHERE run_id = ?)";

function prepare(of: (sql: string) => StatementSync) {
  return {
    findRun: of("SELECT id FROM run WHERE run_id = ?"),
    addRun: of("INSERT INTO run (run_id) VALUES (?) RETURNING id"),
    runs: of("SELECT run_id FROM run"),
    findStream: of(
      `SELECT id, length, file_length FROM stream WHERE run = ${ofRun} AND task = ? AND attempt = ? AND name = ?`,
    ),
    addStream: of(
      "INSERT INTO stream (run, task, attempt, name, length, file_length) VALUES (?, ?, ?, ?, 0, 0) RETURNING id",
    ),
    setLength: of("UPDATE stream SET length = ?, file_length = ? WHERE id = ?"),
    streams: of(`SELECT task, attempt, name, length FROM stream WHERE run = ${ofRun} ORDER BY id`),
    addPart: of("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?)"),
    parts: of(
      "SELECT ending, size, gap, at, position, data FROM part WHERE stream = ? AND ending > ? ORDER BY ending LIMIT ?",
    ),
    addMetric: of(
      `INSERT INTO metric (run, task, attempt, sequence, name, step, value, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
    metrics: of(`SELECT * FROM metric WHERE run = ${ofRun} AND cursor > ? ORDER BY cursor LIMIT ?`),
    dropParts: of(
      `DELETE FROM part WHERE rowid IN (
         SELECT part.rowid FROM part JOIN stream ON stream.id = part.stream WHERE stream.run = ${ofRun} LIMIT ?
       )`,
    ),
    dropMetrics: of(`DELETE FROM metric WHERE cursor IN (SELECT cursor FROM metric WHERE run = ${ofRun} LIMIT ?)`),
    dropStreams: of(`DELETE FROM stream WHERE run = ${ofRun}`),
    dropRun: of("DELETE FROM run WHERE run_id = ?"),
  };
}

function streamName(value: unknown): LogStreamName {
  if (value === "stdout" || value === "stderr" || value === "messages") return value;
  throw new TypeError(`expected the name of a log stream in a database, found ${String(value)}`);
}
