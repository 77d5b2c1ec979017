/**
 * The process that works on a peer's queue, as Troupe's functions run in one: what the bench and it tell each other.
 *
 * The worker says "ready" once. The bench says how many jobs it is going to wait for; the worker answers when that many
 * are done and recorded as done by the server, with the spans of those that were links of a chain.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Span } from "../benches/hop.ts";
import { end } from "./server.ts";

/** What a job carries: of which link of a chain it is, or which of many. */
export interface Payload {
  readonly index: number;
}

export interface Worker extends AsyncDisposable {
  readonly pid: number;
  /** Call it before the jobs are enqueued. */
  completed(jobs: number): Promise<readonly Span[]>;
}

export async function startWorker(file: string, port: number): Promise<Worker> {
  const child = fork(join(import.meta.dirname, file), [String(port)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} cannot be started`);
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  // Whoever waits for an answer hears of it; nobody may be waiting.
  failed.catch(() => undefined);
  const answer = async (): Promise<unknown> => (await Promise.race([once(child, "message"), failed]))[0];
  await answer();
  return {
    pid,
    completed: async (jobs) => {
      const answered = answer();
      child.send(jobs);
      return (await answered) as readonly Span[];
    },
    [Symbol.asyncDispose]: () => end(child, "SIGTERM"),
  };
}

/** In the worker's process. */
export class Tally {
  #expected = Number.POSITIVE_INFINITY;
  #completed = 0;
  #spans: Span[] = [];
  readonly #recorded: () => Promise<void>;

  /** @param recorded resolves when the server has recorded all that this process knows to be done. */
  constructor(recorded: () => Promise<void>) {
    this.#recorded = recorded;
    process.on("message", (jobs: number) => {
      this.#expected = jobs;
    });
    process.send?.("ready");
  }

  /** What a link of a chain does. Milliseconds since the epoch, as the steps of bench/pipelines/hop.ts measure them. */
  link(): void {
    const began = now();
    this.#spans.push({ began, ended: now() });
  }

  /** Called for each job. */
  completed(): void {
    this.#completed += 1;
    if (this.#completed < this.#expected) return;
    const spans = this.#spans;
    this.#completed = 0;
    this.#spans = [];
    this.#expected = Number.POSITIVE_INFINITY;
    void this.#recorded().then(() => process.send?.(spans));
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
