/**
 * The data directory of an embedded coordinator, held by one process at a time.
 *
 *   lock.db          held by an open BEGIN EXCLUSIVE; empty
 *   holder.json      who holds it: for the message to the second one, never for a decision
 *   directory.json   version of the layout, and the databases that have been made
 *   state.db         what is live        feed.db       what is happening
 *   telemetry.db     metrics and the index of the logs under feed/logs/
 *   catalog.db       the searchable view
 *
 * SAFETY: the lock is the kernel's (fcntl), so a stopped holder keeps it and a killed one loses it. The same kernel rule
 * drops it when the process closes any descriptor of lock.db: nothing but SQLite may ever open that file.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isObject, TroupeError } from "@troupe/core";
import { replaceFile } from "../files/replace-file.ts";
import { Database, type Schema } from "./database.ts";
import { dataCorrupt, dataDirectoryNewer, isBusy, translateSqliteError } from "./sqlite-errors.ts";

const layoutVersion = 1;

/** SAFETY: a connection that nobody refers to is closed by the garbage collector, and its lock is gone. */
const heldLocks = new Set<DatabaseSync>();

export class DataDirectory {
  readonly path: string;
  readonly #lock: DatabaseSync;
  readonly #databases: Set<string>;

  private constructor(path: string, lock: DatabaseSync, databases: Set<string>) {
    this.path = path;
    this.#lock = lock;
    this.#databases = databases;
  }

  /**
   * Takes the directory, making it if need be. Throws TroupeError(fatal): DATA_DIRECTORY_IN_USE if another process has
   * it, DATA_DIRECTORY_NEWER, DATA_CORRUPT, or DATA_DIRECTORY_UNUSABLE.
   */
  static open(path: string): DataDirectory {
    makeDirectory(path);
    const lock = takeLock(path);
    try {
      replaceFile(join(path, "holder.json"), JSON.stringify(thisProcess()));
      return new DataDirectory(path, lock, readDatabases(join(path, "directory.json")));
    } catch (error) {
      releaseLock(lock);
      throw error instanceof TroupeError ? error : unusable(path, error);
    }
  }

  /** Opens one of the directory's databases, making it the first time. One that was made and is gone is DATA_CORRUPT. */
  openDatabase(name: string, schema: Schema): Database {
    const path = join(this.path, name);
    const isThere = existsSync(path) && statSync(path).size > 0;
    // SQLite would make an empty one in its place, and everything would seem never to have been.
    if (!isThere && this.#databases.has(name)) throw dataCorrupt(path, "it is missing or empty");
    const database = Database.open(path, schema);
    this.#remember(name);
    return database;
  }

  /** Lets the next process in. Everything that was opened in the directory must be closed before. */
  close(): void {
    if (!this.#lock.isOpen) return;
    rmSync(join(this.path, "holder.json"), { force: true });
    releaseLock(this.#lock);
  }

  #remember(name: string): void {
    if (this.#databases.has(name)) return;
    this.#databases.add(name);
    const contents = { version: layoutVersion, databases: [...this.#databases].sort() };
    replaceFile(join(this.path, "directory.json"), `${JSON.stringify(contents, null, 2)}\n`);
  }
}

function makeDirectory(path: string): void {
  try {
    // Outputs, parameters and logs of every run are in here: the owner's business only.
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): TroupeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TroupeError(
    `The data directory ${path} cannot be used (${reason}). Check the path, its permissions and its disk.`,
    {
      code: "DATA_DIRECTORY_UNUSABLE",
      reaction: "fatal",
      details: { directory: path },
      cause,
    },
  );
}

function takeLock(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(path, "lock.db"));
    lock.exec("BEGIN EXCLUSIVE");
    heldLocks.add(lock);
    return lock;
  } catch (error) {
    lock?.close();
    throw isBusy(error) ? inUse(path, error) : translateSqliteError(error, join(path, "lock.db"));
  }
}

function releaseLock(lock: DatabaseSync): void {
  heldLocks.delete(lock);
  lock.close();
}

function inUse(path: string, cause: unknown): TroupeError {
  const holder = readHolder(join(path, "holder.json"));
  const by = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return new TroupeError(
    `The data directory ${path} is in use by ${by}. Stop that coordinator, or give this one another directory.`,
    {
      code: "DATA_DIRECTORY_IN_USE",
      reaction: "fatal",
      details: holder === undefined ? { directory: path } : { directory: path, pid: holder.pid, host: holder.host },
      cause,
    },
  );
}

function thisProcess(): { readonly pid: string; readonly host: string } {
  return { pid: String(process.pid), host: hostname() };
}

/** Undefined if it cannot be read: the holder may be writing it just now. */
function readHolder(path: string): { readonly pid: string; readonly host: string } | undefined {
  const holder = readJson(path);
  if (!isObject(holder) || typeof holder.pid !== "string" || typeof holder.host !== "string") return undefined;
  return { pid: holder.pid, host: holder.host };
}

function readDatabases(path: string): Set<string> {
  if (!existsSync(path)) return new Set();
  const contents = readJson(path);
  if (!isObject(contents) || typeof contents.version !== "number")
    throw dataCorrupt(path, "it is not what was written");
  if (contents.version > layoutVersion) throw dataDirectoryNewer(path, contents.version, layoutVersion);
  if (!Array.isArray(contents.databases)) throw dataCorrupt(path, "it names no databases");
  return new Set(contents.databases.filter((name) => typeof name === "string"));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
