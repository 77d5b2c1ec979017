/** The catalog's tables. Synchronous: it lives in a thread of its own, because counting half a million runs takes a second. */
import type { StatementSync } from "node:sqlite";
import { type Digest, parentOf, type RunCause, type RunStatus, runStatuses, type TaskCounts } from "@troupe/core";
import type {
  ArtifactLink,
  ArtifactQuery,
  ArtifactRole,
  CatalogArtifact,
  CatalogRun,
  FeedPosition,
  RemovalNote,
  RunQuery,
} from "@troupe/engine";
import { type CatalogUpdate, followRun, isSeen, type RunUpdate, unseenArtifacts } from "@troupe/engine/adapters";
import { Database, number, type Schema, text } from "./database.ts";
import { Removals } from "./removals.ts";

// What a loss of power takes away is read from the feed again: the position is written along with the lines.
const schema: Schema = {
  durability: "NORMAL",
  remedy: "Stop the coordinator and remove this file; the catalog is built anew when it starts.",
  steps: [
    `CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     CREATE TABLE feed (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
     INSERT INTO feed VALUES (1, 0);`,
    // Of a catalog that was made before: no feed is called that, so it reads its feed again.
    "ALTER TABLE feed ADD COLUMN identity TEXT NOT NULL DEFAULT ''",
    // A view is made anew, from feed and archive, as soon as it says that it has seen nothing.
    `DROP TABLE run;
     CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       params TEXT,
       request_id TEXT,
       tasks TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     UPDATE feed SET identity = '', position = 0;`,
    `DROP TABLE run;
     CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       params TEXT,
       request_id TEXT,
       cause TEXT NOT NULL,
       interval_start REAL,
       interval_end REAL,
       tasks TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     CREATE INDEX run_by_interval ON run (pipeline, interval_start) WHERE interval_start IS NOT NULL;
     UPDATE feed SET identity = '', position = 0;`,
    `DROP TABLE run;
     CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       params TEXT,
       request_id TEXT,
       cause TEXT NOT NULL,
       interval_start REAL,
       interval_end REAL,
       parent TEXT,
       datasets TEXT,
       tasks TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     CREATE INDEX run_by_interval ON run (pipeline, interval_start) WHERE interval_start IS NOT NULL;
     CREATE INDEX run_by_parent ON run (parent, run_id) WHERE parent IS NOT NULL;
     CREATE INDEX run_with_datasets ON run (run_id) WHERE datasets IS NOT NULL;
     UPDATE feed SET identity = '', position = 0;`,
    `DELETE FROM run;
     CREATE TABLE artifact (
       run_id TEXT NOT NULL,
       task TEXT NOT NULL,
       role TEXT NOT NULL,
       path TEXT NOT NULL,
       digest TEXT NOT NULL,
       kind TEXT NOT NULL,
       size INTEGER NOT NULL,
       attempt INTEGER NOT NULL,
       at REAL NOT NULL,
       PRIMARY KEY (run_id, task, role, path)
     ) WITHOUT ROWID;
     CREATE INDEX artifact_by_digest ON artifact (digest, run_id);
     UPDATE feed SET identity = '', position = 0;`,
    `CREATE TABLE removed (run_id TEXT NOT NULL PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
     CREATE INDEX removed_by_time ON removed (at);
     CREATE TABLE last_removal (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT);
     INSERT INTO last_removal VALUES (1, NULL);`,
  ],
};

export class CatalogDatabase {
  readonly #database: Database;
  readonly #find: StatementSync;
  readonly #write: StatementSync;
  readonly #readPosition: StatementSync;
  readonly #writePosition: StatementSync;
  readonly #latestSucceeded: StatementSync;
  readonly #writeArtifact: StatementSync;
  readonly #removals: Removals;

  constructor(path: string) {
    this.#database = Database.open(path, schema);
    // What is cut short or overwritten inside is found now, when it can still be made anew, and not by a question.
    this.#database.check();
    this.#find = this.#database.prepare("SELECT * FROM run WHERE run_id = ?");
    this.#write = this.#database.prepare(
      "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#readPosition = this.#database.prepare("SELECT identity, position FROM feed");
    this.#writePosition = this.#database.prepare("UPDATE feed SET identity = ?, position = ?");
    this.#writeArtifact = this.#database.prepare("INSERT OR REPLACE INTO artifact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#latestSucceeded = this.#database.prepare(
      "SELECT * FROM run WHERE pipeline = ? AND status = 'succeeded' ORDER BY run_id DESC LIMIT 1",
    );
    this.#removals = new Removals(this.#database);
  }

  artifacts({ digest, runId, roles, after, limit }: ArtifactQuery): readonly CatalogArtifact[] {
    const place = after && [after.runId, after.runId, after.task, after.role, after.path];
    const conditions: [string, readonly string[] | undefined][] = [
      ["artifact.digest = ?", digest === undefined ? undefined : [digest]],
      ["artifact.run_id = ?", runId === undefined ? undefined : [runId]],
      ["role IN (SELECT value FROM json_each(?))", roles && [JSON.stringify(roles)]],
      ["(artifact.run_id < ? OR (artifact.run_id = ? AND (task, role, path) > (?, ?, ?)))", place],
    ];
    const wanted = conditions.flatMap(([sql, values]) => (values === undefined ? [] : [{ sql, values }]));
    const where = [notHandedOn, ...wanted.map(({ sql }) => sql)].join(" AND ");
    const select = this.#database.prepare(
      `SELECT artifact.*, pipeline, version, params FROM artifact JOIN run USING (run_id) WHERE ${where}
       ORDER BY artifact.run_id DESC, task, role, path LIMIT ?`,
    );
    const values = wanted.flatMap((condition) => condition.values);
    return this.#database.attempt(() => select.all(...values, limit)).map(artifactOf);
  }

  index(updates: readonly CatalogUpdate[]): void {
    this.#database.transaction(() => {
      let seen = this.position();
      for (const update of updates) {
        if (isSeen(update, seen)) continue;
        this.#follow(update);
        seen = update;
      }
      if (seen !== null) this.#writePosition.run(seen.feed, seen.position);
    });
  }

  restore(updates: readonly RunUpdate[]): void {
    this.#database.transaction(() => {
      for (const update of updates) this.#follow(update);
    });
  }

  position(): FeedPosition | null {
    const row = this.#database.attempt(() => this.#readPosition.get());
    const position = number(row?.position);
    return position === 0 ? null : { feed: text(row?.identity), position };
  }

  runs({ pipeline, statuses, about, cause, parent, dataset, ids, before, limit }: RunQuery): readonly CatalogRun[] {
    const conditions: [string, string | number | undefined][] = [
      ["pipeline = ?", pipeline],
      ["status IN (SELECT value FROM json_each(?))", statuses && JSON.stringify(statuses)],
      ["interval_start >= ?", about?.from],
      ["interval_start < ?", about?.to],
      ["cause ->> '$.kind' = ?", cause],
      ["parent = ?", parent],
      ["datasets IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(datasets) WHERE key = ?)", dataset],
      ["run_id IN (SELECT value FROM json_each(?))", ids && JSON.stringify(ids)],
      ["run_id < ?", before],
    ];
    const wanted = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
    const where = wanted.length === 0 ? "" : `WHERE ${wanted.map(({ sql }) => sql).join(" AND ")}`;
    const values = wanted.map(({ value }) => value);
    const select = this.#database.prepare(`SELECT * FROM run ${where} ORDER BY run_id DESC LIMIT ?`);
    return this.#database.attempt(() => select.all(...values, limit)).map(runOf);
  }

  run(runId: string): CatalogRun | undefined {
    const row = this.#database.attempt(() => this.#find.get(runId));
    return row === undefined ? undefined : runOf(row);
  }

  latestSucceeded(pipeline: string): CatalogRun | undefined {
    const row = this.#database.attempt(() => this.#latestSucceeded.get(pipeline));
    return row === undefined ? undefined : runOf(row);
  }

  remove(note: RemovalNote): void {
    this.#removals.take(note);
  }

  lastRemoval(): string | null {
    return this.#removals.last();
  }

  removedAt(runId: string): number | undefined {
    return this.#removals.when(runId);
  }

  close(): void {
    this.#database.close();
  }

  #follow(update: RunUpdate): void {
    if (this.#removals.when(update.runId) !== undefined) return;
    const known = this.run(update.runId);
    const followed = followRun(known, update);
    if (followed === undefined) return;
    for (const link of unseenArtifacts(known, update)) this.#link(link);
    const { runId, pipeline, version, status, createdAt, endedAt, failure, params, requestId, sequence } = followed;
    const { start = null, end = null } = followed.interval ?? {};
    const tasks = followed.tasks === null ? null : JSON.stringify(followed.tasks);
    const datasets = Object.keys(followed.datasets).length === 0 ? null : JSON.stringify(followed.datasets);
    const { cause } = followed;
    const origin = [params, requestId, JSON.stringify(cause), start, end, parentOf(cause), datasets];
    this.#write.run(runId, pipeline, version, status, createdAt, endedAt, failure, ...origin, tasks, sequence);
  }

  #link({ runId, task, role, path, digest, kind, size, attempt, at }: ArtifactLink): void {
    this.#writeArtifact.run(runId, task, role, path, digest, kind, size, attempt, at);
  }
}

/** A task that yields what it reads has not made it. */
const notHandedOn = `(role <> 'made' OR NOT EXISTS (
  SELECT 1 FROM artifact AS read WHERE read.digest = artifact.digest AND read.run_id = artifact.run_id
    AND read.task = artifact.task AND read.role = 'used'))`;

function artifactOf(row: Readonly<Record<string, unknown>>): CatalogArtifact {
  return {
    runId: text(row.run_id),
    task: text(row.task),
    role: text(row.role) as ArtifactRole,
    path: text(row.path),
    digest: text(row.digest) as Digest,
    kind: text(row.kind),
    size: number(row.size),
    attempt: number(row.attempt),
    at: number(row.at),
    pipeline: text(row.pipeline),
    version: text(row.version),
    params: textOrNull(row.params),
  };
}

function runOf(row: Readonly<Record<string, unknown>>): CatalogRun {
  return {
    runId: text(row.run_id),
    pipeline: text(row.pipeline),
    version: text(row.version),
    status: statusOf(row.status),
    createdAt: number(row.created_at),
    endedAt: row.ended_at === null ? null : number(row.ended_at),
    failure: textOrNull(row.failure),
    params: textOrNull(row.params),
    requestId: textOrNull(row.request_id),
    cause: JSON.parse(text(row.cause)) as RunCause,
    interval: row.interval_start === null ? null : { start: number(row.interval_start), end: number(row.interval_end) },
    datasets: row.datasets === null ? {} : (JSON.parse(text(row.datasets)) as CatalogRun["datasets"]),
    tasks: row.tasks === null ? null : (JSON.parse(text(row.tasks)) as TaskCounts),
    sequence: number(row.sequence),
  };
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}

function statusOf(value: unknown): RunStatus {
  const status = text(value);
  if (Object.hasOwn(runStatuses, status)) return status as RunStatus;
  throw new TypeError(`expected the status of a run in a database, found ${status}`);
}
