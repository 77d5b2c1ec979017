/** Runs steps that are TypeScript functions, in warm worker processes. They need no files, and die with their agent. */
import { availableParallelism } from "node:os";
import { invariant } from "@troupe/core";
import type {
  AttemptSink,
  Execution,
  Executor,
  Exit,
  PreparedAttempt,
  ProcessUsage,
  StopReason,
} from "../ports/executor.ts";
import type { Isolation } from "../process-tree/process-tree.ts";
import { needsOwn, WorkerPool } from "./function-pool/worker-pool.ts";
import type { WorkerProcess } from "./function-pool/worker-process.ts";
import type { SavedFile } from "./function-worker/wire.ts";
import { inheritedEnvironment } from "./inherited-environment.ts";

export interface FunctionExecutorOptions {
  readonly isolation: Isolation;
  /**
   * Stores a file that a function saved, before the function goes on; durable by the time its attempt is reported. Says
   * where the attempt may go on reading it.
   */
  readonly save: (attempt: PreparedAttempt, file: SavedFile) => Promise<string>;
  /** Default: the agent's, without what is its own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Shared workers of one bundle. Default: one for each core. */
  readonly sharedWorkers?: number;
  readonly attemptsPerWorker?: number;
  readonly idleMs?: number;
  /** What was printed in a worker by no attempt. */
  readonly onStray?: (text: string) => void;
}

export class FunctionExecutor implements Executor {
  readonly #pool: WorkerPool;
  /** Those with a worker of their own, from `prepare` on. */
  readonly #own = new WeakMap<PreparedAttempt, WorkerProcess>();

  constructor(options: FunctionExecutorOptions) {
    this.#pool = new WorkerPool({
      isolation: options.isolation,
      save: options.save,
      environment: options.environment ?? inheritedEnvironment(process.env),
      sharedWorkers: options.sharedWorkers ?? availableParallelism(),
      attemptsPerWorker: options.attemptsPerWorker ?? 32,
      idleMs: options.idleMs ?? 60_000,
      onStray: options.onStray ?? (() => {}),
    });
  }

  /** Throws TroupeError(reject, "CODE_UNLOADABLE"). An attempt that is dropped before its start must abort `signal`. */
  async prepare(attempt: PreparedAttempt, signal: AbortSignal): Promise<void> {
    if (!needsOwn(attempt)) {
      await this.#pool.shared(attempt).loaded;
      return;
    }
    const worker = this.#pool.own(attempt);
    this.#own.set(attempt, worker);
    const drop = () => {
      if (this.#own.delete(attempt)) void this.#pool.giveBack(worker, attempt);
    };
    signal.addEventListener("abort", drop, { once: true });
    if (signal.aborted) drop();
    await worker.loaded;
  }

  async start(attempt: PreparedAttempt, sink: AttemptSink): Promise<Execution> {
    if (!needsOwn(attempt)) {
      const worker = this.#pool.shared(attempt);
      const { run, ended } = worker.run(attempt, sink);
      return new FunctionExecution(worker, run, ended, false);
    }
    const worker = this.#own.get(attempt);
    invariant(worker !== undefined, `${attempt.runId}/${attempt.task} is started before it was prepared`);
    this.#own.delete(attempt);
    const { run, ended } = worker.run(attempt, sink);
    const given = ended.then(async (exit) => {
      await this.#pool.giveBack(worker, attempt);
      return exit;
    });
    return new FunctionExecution(worker, run, given, true);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

class FunctionExecution implements Execution {
  readonly identity = null;
  readonly ended: Promise<Exit>;
  readonly #worker: WorkerProcess;
  readonly #run: number;
  readonly #isAlone: boolean;
  #isStopping = false;

  constructor(worker: WorkerProcess, run: number, ended: Promise<Exit>, isAlone: boolean) {
    this.#worker = worker;
    this.#isAlone = isAlone;
    this.#run = run;
    this.ended = ended;
  }

  async usage(): Promise<ProcessUsage | null> {
    return this.#isAlone ? this.#worker.usage() : null;
  }

  stop(reason: StopReason, graceMs: number): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#worker.abort(this.#run, reason);
    const timer = setTimeout(() => this.#worker.kill(this.#run), graceMs);
    void this.ended.then(() => clearTimeout(timer));
  }
}
