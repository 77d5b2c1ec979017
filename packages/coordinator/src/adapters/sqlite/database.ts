/**
 * One SQLite file: opened with its pragmas, brought to the newest version of its schema, its errors translated.
 * WAL, so that a reader in another thread or process never waits for the writer.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { dataCorrupt, dataDirectoryNewer, translateSqliteError } from "./sqlite-errors.ts";

export interface Schema {
  /** SQL that leads from each version to the next; version 0 is an empty file. Released steps never change. */
  readonly steps: readonly string[];
  /** `FULL`: a commit survives a loss of power. `NORMAL`: it survives any crash of processes, and the file stays whole. */
  readonly durability: "FULL" | "NORMAL";
  /** What to do about a damaged file, where that is easier than to restore the data directory. */
  readonly remedy?: string;
}

/** Larger than SQLite's 4 KiB, so that a record of 1 KiB stays on its page: a commit of 100 takes 0.7 ms instead of 0.8. */
const pageSize = 8192;
/** A few such databases lie in a data directory; the kernel caches their pages as well. */
const cacheKiB = 8 * 1024;
/** Someone looking in with the sqlite3 shell may hold a lock for a moment. The wait blocks the event loop, so it is short. */
const busyTimeoutMs = 100;

export class Database {
  readonly path: string;
  readonly #remedy: string | undefined;
  readonly #connection: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;

  private constructor(path: string, connection: DatabaseSync, schema: Schema) {
    this.path = path;
    this.#remedy = schema.remedy;
    this.#connection = connection;
    this.#begin = connection.prepare("BEGIN IMMEDIATE");
    this.#commit = connection.prepare("COMMIT");
    this.#rollback = connection.prepare("ROLLBACK");
  }

  /** Throws TroupeError(fatal): DATA_CORRUPT, DATA_DIRECTORY_NEWER or DATA_DIRECTORY_UNUSABLE, naming the file. */
  static open(path: string, schema: Schema): Database {
    let connection: DatabaseSync | undefined;
    try {
      connection = new DatabaseSync(path, { timeout: busyTimeoutMs });
      connection.exec(`PRAGMA page_size = ${pageSize}`);
      connection.exec("PRAGMA journal_mode = WAL");
      connection.exec(`PRAGMA synchronous = ${schema.durability}`);
      connection.exec(`PRAGMA cache_size = -${cacheKiB}`);
      const database = new Database(path, connection, schema);
      database.#migrate(schema);
      return database;
    } catch (error) {
      connection?.close();
      throw translateSqliteError(error, path, schema.remedy);
    }
  }

  prepare(sql: string): StatementSync {
    return this.attempt(() => this.#connection.prepare(sql));
  }

  /** Runs reads, or a write that is one statement, with their errors translated. */
  attempt<Result>(body: () => Result): Result {
    try {
      return body();
    } catch (error) {
      throw translateSqliteError(error, this.path, this.#remedy);
    }
  }

  /** All that the body writes, or nothing. Durable, as far as the schema says, when it returns. */
  transaction<Result>(body: () => Result): Result {
    return this.attempt(() => {
      this.#begin.run();
      try {
        const result = body();
        this.#commit.run();
        return result;
      } catch (error) {
        // Some errors (a full disk) have ended the transaction already.
        if (this.#connection.isTransaction) this.#rollback.run();
        throw error;
      }
    });
  }

  /** A number that SQLite keeps about the file. */
  pragma(name: "page_count" | "freelist_count" | "user_version"): number {
    return this.attempt(() => number(this.#connection.prepare(`PRAGMA ${name}`).get()?.[name]));
  }

  /** Throws TroupeError(fatal, "DATA_CORRUPT") if the file does not hold together. Reads all of it. */
  check(): void {
    const found = this.attempt(() => text(this.#connection.prepare("PRAGMA quick_check(1)").get()?.quick_check));
    if (found === "ok") return;
    this.close();
    throw dataCorrupt(this.path, found, undefined, this.#remedy);
  }

  usedBytes(): number {
    return (this.pragma("page_count") - this.pragma("freelist_count")) * pageSize;
  }

  /** From now on a write that would make the file larger fails with STORE_FULL. */
  limitSize(bytes: number): void {
    this.attempt(() => this.#connection.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(bytes / pageSize))}`));
  }

  close(): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  #migrate({ steps }: Schema): void {
    const found = this.pragma("user_version");
    if (found > steps.length) throw dataDirectoryNewer(this.path, found, steps.length);
    if (found === steps.length) return;
    this.transaction(() => {
      for (const step of steps.slice(found)) this.#connection.exec(step);
      this.#connection.exec(`PRAGMA user_version = ${steps.length}`);
    });
  }
}

/** The value of a column of which the schema says that it holds a number. */
export function number(value: unknown): number {
  if (typeof value === "number") return value;
  throw new TypeError(`expected a number in a database, found ${typeof value}`);
}

export function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`expected a text in a database, found ${typeof value}`);
}

export function bytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`expected bytes in a database, found ${typeof value}`);
}
