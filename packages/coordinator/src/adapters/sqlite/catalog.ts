/**
 * The catalog of an embedded coordinator, and of any that keeps a local view: SQLite in a thread of its own, so that no
 * question, however large, keeps the event loop from its heartbeats.
 */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { TroupeError } from "@troupe/core";
import type {
  ArtifactQuery,
  Catalog,
  CatalogArtifact,
  CatalogRun,
  FeedEntry,
  FeedPosition,
  PositionedEntry,
  RecentRuns,
  RemovalNote,
  RunQuery,
} from "@troupe/engine";
import { catalogUpdate, runUpdate } from "@troupe/engine/adapters";
import type { CatalogDatabase } from "./catalog-database.ts";
import { type CatalogCall, type CatalogReply, type CatalogRequest, fromPlain } from "./catalog-protocol.ts";
import type { DataDirectory } from "./data-directory.ts";

/** Calls that may wait for the thread before further ones are turned away. */
const maxWaiting = 10_000;
// Node runs this file as TypeScript in the repository and as JavaScript where it is installed.
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const workerUrl = new URL(`./catalog-worker.${extension}`, import.meta.url);

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A file that was no catalog any more, and where it can be looked at. */
export interface DamagedCatalog {
  readonly error: TroupeError;
  readonly movedTo: string;
}

type Answer<Method extends Exclude<keyof CatalogDatabase, "close">> = ReturnType<CatalogDatabase[Method]>;

export class SqliteCatalog implements Catalog {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * A view that is damaged is set aside, and one that has seen nothing takes its place; `onDamaged` is told. Throws
   * TroupeError(fatal) if the file is of a newer version or cannot be opened.
   */
  static async open(directory: DataDirectory, onDamaged?: (damage: DamagedCatalog) => void): Promise<SqliteCatalog> {
    // Not one of the databases that must be there: whoever removes the file has it built anew.
    const path = join(directory.path, "catalog.db");
    try {
      return await SqliteCatalog.#open(path);
    } catch (error) {
      if (!(error instanceof TroupeError) || error.code !== "DATA_CORRUPT") throw error;
      onDamaged?.({ error, movedTo: setAside(path) });
      return await SqliteCatalog.#open(path);
    }
  }

  static async #open(path: string): Promise<SqliteCatalog> {
    const catalog = new SqliteCatalog(path);
    try {
      await catalog.position();
      return catalog;
    } catch (error) {
      await catalog.#worker?.terminate();
      throw error;
    }
  }

  async index(entries: readonly PositionedEntry[]): Promise<void> {
    await this.#call({ method: "index", updates: entries.map(catalogUpdate) });
  }

  async restore(entries: readonly FeedEntry[]): Promise<void> {
    await this.#call({ method: "restore", updates: entries.map(runUpdate) });
  }

  async position(): Promise<FeedPosition | null> {
    return (await this.#call({ method: "position" })) as Answer<"position">;
  }

  async runs(query: RunQuery): Promise<readonly CatalogRun[]> {
    return (await this.#call({ method: "runs", query })) as Answer<"runs">;
  }

  async run(runId: string): Promise<CatalogRun | undefined> {
    return (await this.#call({ method: "run", runId })) as Answer<"run">;
  }

  async recent(pipelines: readonly string[]): Promise<readonly RecentRuns[]> {
    return (await this.#call({ method: "recent", pipelines })) as Answer<"recent">;
  }

  async latestSucceeded(pipeline: string): Promise<CatalogRun | undefined> {
    return (await this.#call({ method: "latestSucceeded", pipeline })) as Answer<"latestSucceeded">;
  }

  async artifacts(query: ArtifactQuery): Promise<readonly CatalogArtifact[]> {
    return (await this.#call({ method: "artifacts", query })) as Answer<"artifacts">;
  }

  async remove(note: RemovalNote): Promise<void> {
    await this.#call({ method: "remove", note });
  }

  async lastRemoval(): Promise<string | null> {
    return (await this.#call({ method: "lastRemoval" })) as Answer<"lastRemoval">;
  }

  async removedAt(runId: string): Promise<number | undefined> {
    return (await this.#call({ method: "removedAt", runId })) as Answer<"removedAt">;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const gone = new Promise((resolve) => worker.once("exit", resolve));
    await this.#call({ method: "close" });
    await gone;
  }

  #call(call: CatalogCall): Promise<unknown> {
    if (this.#waiting.size >= maxWaiting) return Promise.reject(overloaded());
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#worker ??= this.#start();
    this.#lastId += 1;
    const request: CatalogRequest = { id: this.#lastId, call };
    this.#waiting.set(request.id, { resolve, reject });
    // The thread keeps the process alive only while somebody waits for it.
    this.#worker.ref();
    this.#worker.postMessage(request);
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(workerUrl, { workerData: this.#path, name: "catalog" });
    worker.on("message", (reply: CatalogReply) => this.#settle(worker, reply));
    worker.on("error", (error) => this.#ended(worker, error));
    worker.on("exit", () => this.#ended(worker, undefined));
    return worker;
  }

  #settle(worker: Worker, reply: CatalogReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) worker.unref();
    if ("failure" in reply) waiting?.reject(fromPlain(reply.failure));
    else waiting?.resolve(reply.result);
  }

  /** The next call starts a thread anew: all that the catalog knows is in its file. */
  #ended(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    const down = new TroupeError(`The thread of the catalog ${this.#path} ended; the next call starts it again.`, {
      code: "CATALOG_DOWN",
      reaction: "retry",
      cause,
    });
    for (const { reject } of waiting) reject(down);
  }
}

/** One is kept, the last: a disk that damages files again and again must not be filled with them. */
function setAside(path: string): string {
  const movedTo = `${path}.damaged`;
  for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  renameSync(path, movedTo);
  return movedTo;
}

function overloaded(): TroupeError {
  return new TroupeError(`${maxWaiting} questions wait for the catalog. Ask again in a moment.`, {
    code: "OVERLOADED",
    reaction: "retry",
  });
}
