/** The tables of the telemetry index, and what it says to them. */
import type { StatementSync } from "node:sqlite";
import { samplesFrom } from "@troupe/engine";
import type { Database, Schema } from "./database.ts";

// A part is found by where it ends: an end is never given twice, while a gap without bytes begins where the next part does.
export const telemetrySchema: Schema = {
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

const ofRun = "(SELECT id FROM run WHERE run_id = ?)";

export type TelemetryStatements = ReturnType<typeof telemetryStatements>;

export function telemetryStatements(database: Database) {
  const of = (sql: string): StatementSync => database.prepare(sql);
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
    countPoints: of(
      `SELECT COUNT(*) AS count, COALESCE(MAX(sequence), 0) AS last FROM metric
       WHERE run = ${ofRun} AND task = ? AND attempt = ? AND sequence < ${samplesFrom}`,
    ),
    firstMissing: of(
      `WITH point AS (SELECT sequence FROM metric WHERE run = ${ofRun} AND task = ? AND attempt = ? AND sequence < ${samplesFrom})
       SELECT MIN(candidate) AS sequence FROM (SELECT 1 AS candidate UNION ALL SELECT sequence + 1 FROM point)
       WHERE candidate NOT IN (SELECT sequence FROM point)`,
    ),
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
