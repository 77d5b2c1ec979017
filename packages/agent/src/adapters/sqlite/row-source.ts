/** Rows of SQLite files: read in a thread, because a query holds up whoever makes it. */
import { Worker } from "node:worker_threads";
import type { RowSource } from "../../ports/look.ts";

interface Answer {
  readonly row?: Readonly<Record<string, unknown>>;
  readonly problem?: string;
}

/** Opened for each look: the file may be replaced meanwhile. */
const program = `
const { parentPort, workerData } = require("node:worker_threads");
const { DatabaseSync } = require("node:sqlite");
parentPort.on("message", (query) => {
  try {
    const database = new DatabaseSync(workerData, { readOnly: true });
    try {
      parentPort.postMessage({ row: database.prepare(query).get() });
    } finally {
      database.close();
    }
  } catch (error) {
    parentPort.postMessage({ problem: error.message });
  }
});`;

export class SqliteRowSource implements RowSource {
  readonly #path: string;
  #worker: Worker | undefined;
  /** One after the other: a thread has one query at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  firstRow(query: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
    const row = this.#last.then(() => this.#ask(query, signal));
    this.#last = row.catch(() => {});
    return row;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #ask(query: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
    signal.throwIfAborted();
    const worker = this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    // A query that takes too long ends with its thread; the next one gets another.
    const leave = () => {
      this.#worker = undefined;
      void worker.terminate();
      reject(signal.reason);
    };
    const gone = (error: unknown) => reject(error instanceof Error ? error : new Error("the thread has ended"));
    signal.addEventListener("abort", leave, { once: true });
    worker.once("message", resolve);
    worker.once("error", gone);
    worker.once("exit", gone);
    worker.postMessage(query);
    try {
      const { row, problem } = await promise;
      if (problem !== undefined) throw new Error(problem);
      return row;
    } finally {
      signal.removeEventListener("abort", leave);
      worker.removeListener("error", gone);
      worker.removeListener("exit", gone);
      worker.removeListener("message", resolve);
    }
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(program, { eval: true, workerData: this.#path });
    worker.unref();
    worker.once("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }
}
