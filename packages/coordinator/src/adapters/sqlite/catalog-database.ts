/** The catalog's tables. Synchronous: it lives in a thread of its own, because counting half a million runs takes a second. */
import type { StatementSync } from "node:sqlite";
import { parentOf, type RunStatus, runStatuses } from "@troupe/core";
import type {
  ArtifactLink,
  ArtifactQuery,
  CatalogArtifact,
  CatalogRun,
  FeedPosition,
  RecentRuns,
  RemovalNote,
  RunQuery,
} from "@troupe/engine";
import {
  type CatalogUpdate,
  failingOf,
  followRun,
  isBegun,
  isSeen,
  type RunUpdate,
  shownBars,
  unseenArtifacts,
} from "@troupe/engine/adapters";
import { artifactOf, barOf, runOf } from "./catalog-rows.ts";
import { catalogSchema } from "./catalog-schema.ts";
import { Database, number, text } from "./database.ts";
import { Removals } from "./removals.ts";

const begun = (Object.keys(runStatuses) as RunStatus[]).filter(isBegun);

export class CatalogDatabase {
  readonly #database: Database;
  readonly #find: StatementSync;
  readonly #write: StatementSync;
  readonly #readPosition: StatementSync;
  readonly #writePosition: StatementSync;
  readonly #latestSucceeded: StatementSync;
  readonly #newest: StatementSync;
  readonly #countLive: StatementSync;
  readonly #writeArtifact: StatementSync;
  readonly #removals: Removals;

  constructor(path: string) {
    this.#database = Database.open(path, catalogSchema);
    // What is cut short or overwritten inside is found now, when it can still be made anew, and not by a question.
    this.#database.check();
    this.#find = this.#database.prepare("SELECT * FROM run WHERE run_id = ?");
    this.#write = this.#database.prepare(
      "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#readPosition = this.#database.prepare("SELECT identity, position FROM feed");
    this.#writePosition = this.#database.prepare("UPDATE feed SET identity = ?, position = ?");
    this.#writeArtifact = this.#database.prepare("INSERT OR REPLACE INTO artifact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#newest = this.#database.prepare(
      "SELECT run_id, status, created_at, ended_at FROM run WHERE pipeline = ? ORDER BY run_id DESC LIMIT ?",
    );
    // Out of the index alone: a hundred thousand runs may wait.
    this.#countLive = this.#database.prepare(
      "SELECT count(*) AS runs FROM run INDEXED BY run_by_pipeline_and_status WHERE pipeline = ? AND status = ?",
    );
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

  recent(pipelines: readonly string[]): readonly RecentRuns[] {
    return pipelines.map((pipeline) => {
      const bars = this.#database.attempt(() => this.#newest.all(pipeline, shownBars)).map(barOf);
      const failing = failingOf(bars);
      const count = (status: RunStatus) =>
        number(this.#database.attempt(() => this.#countLive.get(pipeline, status))?.runs);
      return {
        ...{ pipeline, bars },
        failing: failing === undefined ? null : (this.run(failing.runId) ?? null),
        live: begun.reduce((sum, status) => sum + count(status), 0),
        held: count("waiting"),
      };
    });
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
    const failed = followed.failed === null ? null : JSON.stringify(followed.failed);
    const origin = [params, requestId, JSON.stringify(cause), start, end, parentOf(cause), datasets];
    this.#write.run(runId, pipeline, version, status, createdAt, endedAt, failure, ...origin, tasks, sequence, failed);
  }

  #link({ runId, task, role, path, digest, kind, size, attempt, at }: ArtifactLink): void {
    this.#writeArtifact.run(runId, task, role, path, digest, kind, size, attempt, at);
  }
}

/** A task that yields what it reads has not made it. */
const notHandedOn = `(role <> 'made' OR NOT EXISTS (
  SELECT 1 FROM artifact AS read WHERE read.digest = artifact.digest AND read.run_id = artifact.run_id
    AND read.task = artifact.task AND read.role = 'used'))`;
