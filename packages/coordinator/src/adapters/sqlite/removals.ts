/** The part of the catalog's tables that knows of runs that were removed. */
import type { StatementSync } from "node:sqlite";
import { type RemovalNote, removalsKeptMs } from "@troupe/engine";
import { type Database, number, text } from "./database.ts";

export class Removals {
  readonly #database: Database;
  readonly #readLast: StatementSync;
  readonly #writeLast: StatementSync;
  readonly #find: StatementSync;
  readonly #note: StatementSync;
  readonly #delete: readonly StatementSync[];
  readonly #forget: StatementSync;

  constructor(database: Database) {
    this.#database = database;
    this.#readLast = database.prepare("SELECT name FROM last_removal");
    this.#writeLast = database.prepare("UPDATE last_removal SET name = ?");
    this.#find = database.prepare("SELECT at FROM removed WHERE run_id = ?");
    this.#note = database.prepare("INSERT OR REPLACE INTO removed VALUES (?, ?)");
    const tables = ["artifact", "run"] as const;
    this.#delete = tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE run_id = ?`));
    this.#forget = database.prepare("DELETE FROM removed WHERE at < ?");
  }

  take({ name, at, runIds }: RemovalNote): void {
    this.#database.transaction(() => {
      const last = this.last();
      if (last !== null && name <= last) return;
      this.#writeLast.run(name);
      for (const runId of runIds) {
        for (const statement of this.#delete) statement.run(runId);
        this.#note.run(runId, at);
      }
      this.#forget.run(at - removalsKeptMs);
    });
  }

  last(): string | null {
    const name = this.#database.attempt(() => this.#readLast.get())?.name;
    return name === null ? null : text(name);
  }

  when(runId: string): number | undefined {
    const row = this.#database.attempt(() => this.#find.get(runId));
    return row === undefined ? undefined : number(row.at);
  }
}
