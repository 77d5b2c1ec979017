/**
 * The event feed in a file of its own: what happens is written once and read in order, what is live is written over and
 * over, and neither should make the other's file larger.
 */

import type { StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { isObject, type RunEvent, TroupeError } from "@troupe/core";
import {
  decode,
  type EventFeed,
  encode,
  type FeedEntry,
  type FeedPosition,
  type PositionedEntry,
  Subscribers,
} from "@troupe/engine";
import type { DataDirectory } from "./data-directory.ts";
import { bytes, type Database, number, type Schema, text } from "./database.ts";
import { dataCorrupt } from "./sqlite-errors.ts";

// AUTOINCREMENT, so that the position of a dropped entry is never given again. Runs by number, since an append of many
// runs touches as many pages of the index, and names of 26 letters make it four times as large.
const schema: Schema = {
  durability: "FULL",
  steps: [
    `CREATE TABLE run (id INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, pipeline TEXT NOT NULL);
     CREATE TABLE entry (
       position INTEGER PRIMARY KEY AUTOINCREMENT,
       run INTEGER NOT NULL,
       first INTEGER NOT NULL,
       last INTEGER NOT NULL,
       events BLOB NOT NULL,
       UNIQUE (run, first)
     );`,
    `CREATE TABLE feed (id INTEGER PRIMARY KEY CHECK (id = 1), identity TEXT NOT NULL);
     INSERT INTO feed VALUES (1, lower(hex(randomblob(16))));`,
  ],
};

const select = "SELECT position, run_id, pipeline, first, events FROM entry JOIN run ON run.id = entry.run";
/** A negative limit is none. */
const noLimit = -1;

export class SqliteEventFeed implements EventFeed {
  readonly #database: Database;
  readonly #feed: string;
  readonly #subscribers = new Subscribers<readonly PositionedEntry[]>();
  readonly #findRun: StatementSync;
  readonly #addRun: StatementSync;
  readonly #insert: StatementSync;
  readonly #readRun: StatementSync;
  readonly #readAll: StatementSync;
  readonly #dropEntries: StatementSync;
  readonly #dropRun: StatementSync;
  /** Runs that are dropped together: each commit is a sync, whatever it takes along. */
  readonly #dropping = new Set<string>();
  #nextDrop: Promise<void> | undefined;

  constructor(directory: DataDirectory) {
    this.#database = directory.openDatabase("feed.db", schema);
    const identity = this.#database.prepare("SELECT identity FROM feed");
    this.#feed = text(this.#database.attempt(() => identity.get())?.identity);
    this.#findRun = this.#database.prepare("SELECT id FROM run WHERE run_id = ?");
    this.#addRun = this.#database.prepare("INSERT INTO run (run_id, pipeline) VALUES (?, ?) RETURNING id");
    this.#insert = this.#database.prepare(
      `INSERT INTO entry (run, first, last, events) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING position`,
    );
    // The entry that holds event `after + 1` may have begun before it, and is the last that begins at or below it.
    this.#readRun = this.#database.prepare(
      `${select} WHERE run_id = $run AND last > $after AND first >= coalesce(
         (SELECT max(first) FROM entry WHERE run = run.id AND first <= $after + 1), 0
       ) ORDER BY first LIMIT $limit`,
    );
    this.#readAll = this.#database.prepare(`${select} WHERE position > ? ORDER BY position LIMIT ?`);
    this.#dropEntries = this.#database.prepare("DELETE FROM entry WHERE run = (SELECT id FROM run WHERE run_id = ?)");
    this.#dropRun = this.#database.prepare("DELETE FROM run WHERE run_id = ?");
  }

  async append(entries: readonly FeedEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const added = this.#database.transaction(() => entries.flatMap((entry) => this.#add(entry)));
    if (added.length > 0) this.#subscribers.tell(added);
  }

  async readRun(runId: string, after: number, limit = noLimit): Promise<readonly FeedEntry[]> {
    const rows = this.#database.attempt(() => this.#readRun.all({ run: runId, after, limit }));
    return rows.map((row) => {
      const { feed: _, position: __, ...entry } = this.#entryOf(row);
      return entry;
    });
  }

  async readAll(after: FeedPosition | null, limit: number): Promise<readonly PositionedEntry[]> {
    const start = after?.feed === this.#feed ? after.position : 0;
    const rows = this.#database.attempt(() => this.#readAll.all(start, limit));
    return rows.map((row) => this.#entryOf(row));
  }

  subscribe(onEntries: (entries: readonly PositionedEntry[]) => void): () => void {
    return this.#subscribers.add(onEntries);
  }

  dropRun(runId: string): Promise<void> {
    this.#dropping.add(runId);
    this.#nextDrop ??= setImmediate().then(() => this.#dropAll());
    return this.#nextDrop;
  }

  async close(): Promise<void> {
    await this.#nextDrop?.catch(() => {
      // Whoever asked for it was told.
    });
    this.#database.close();
  }

  #dropAll(): void {
    const runIds = [...this.#dropping];
    this.#dropping.clear();
    this.#nextDrop = undefined;
    this.#database.transaction(() => {
      for (const runId of runIds) {
        this.#dropEntries.run(runId);
        this.#dropRun.run(runId);
      }
    });
  }

  /** Nothing if the entry is there already. */
  #add(entry: FeedEntry): readonly PositionedEntry[] {
    const { runId, pipeline, first, events } = entry;
    const run = number((this.#findRun.get(runId) ?? this.#addRun.get(runId, pipeline))?.id);
    const row = this.#insert.get(run, first, first + events.length - 1, encode(events));
    return row === undefined ? [] : [{ ...entry, feed: this.#feed, position: number(row.position) }];
  }

  #entryOf(row: Readonly<Record<string, unknown>>): PositionedEntry {
    const { position, run_id, pipeline, first, events } = row;
    return {
      runId: text(run_id),
      pipeline: text(pipeline),
      first: number(first),
      events: this.#eventsOf(bytes(events)),
      feed: this.#feed,
      position: number(position),
    };
  }

  #eventsOf(record: Uint8Array): readonly RunEvent[] {
    const events = this.#decode(record);
    if (!areEvents(events)) throw dataCorrupt(this.#database.path, "an entry holds no events");
    return events;
  }

  /** A damaged record does not know which file it lies in. */
  #decode(record: Uint8Array): unknown {
    try {
      return decode(record);
    } catch (error) {
      const isDamage = error instanceof TroupeError && error.code === "DATA_CORRUPT";
      throw isDamage ? dataCorrupt(this.#database.path, error.message, error) : error;
    }
  }
}

/** The version of the record says what an event looks like; this is against bytes that are no record of ours. */
function areEvents(value: unknown): value is readonly RunEvent[] {
  return (
    Array.isArray(value) &&
    value.every((event) => isObject(event) && typeof event.type === "string" && typeof event.at === "number")
  );
}
