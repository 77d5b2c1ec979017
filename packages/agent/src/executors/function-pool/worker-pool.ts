/**
 * Warm workers, by the digest of the code that they have loaded. Small attempts share workers; one that asks for a core
 * or more, for memory or for GPUs gets one of its own, and its worker goes with it unless it left no trace.
 */
import { join } from "node:path";
import { invariant } from "@troupe/core";
import type { PreparedAttempt } from "../../ports/executor.ts";
import { type WorkerOptions, WorkerProcess } from "./worker-process.ts";

export interface WorkerPoolOptions extends Pick<WorkerOptions, "isolation" | "environment" | "save" | "onStray"> {
  /** Shared workers of one bundle, at most. */
  readonly sharedWorkers: number;
  /** As many attempts in each of them before there is another one. */
  readonly attemptsPerWorker: number;
  /** Idle workers end after this time. */
  readonly idleMs: number;
}

const moduleFile = "pipeline.mjs";

export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #shared = new Map<string, WorkerProcess[]>();
  /** Have run an attempt alone, and may run the next one. */
  readonly #spare = new Map<string, WorkerProcess[]>();
  readonly #all = new Set<WorkerProcess>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#endIdle(), options.idleMs / 4).unref();
  }

  /** The one with the least to do; one that is still loading only if there is no other. */
  shared(attempt: PreparedAttempt): WorkerProcess {
    const { sharedWorkers, attemptsPerWorker } = this.#options;
    const digest = digestOf(attempt);
    const workers = (this.#shared.get(digest) ?? []).filter((worker) => !worker.isRetiring);
    let least = leastLoaded(workers.filter((worker) => worker.isLoaded)) ?? leastLoaded(workers);
    if (least === undefined || (least.load >= attemptsPerWorker && workers.length < sharedWorkers)) {
      const fresh = this.#start(attempt, {});
      workers.push(fresh);
      // While it loads, the others are faster.
      least ??= fresh;
    }
    this.#shared.set(digest, workers);
    return least;
  }

  /** One in which nothing else runs until it is given back. */
  own(attempt: PreparedAttempt): WorkerProcess {
    const spare = (this.#spare.get(digestOf(attempt)) ?? []).filter((worker) => !worker.isRetiring);
    const warm = isTraceless(attempt) ? spare.pop() : undefined;
    this.#spare.set(digestOf(attempt), spare);
    // Devices and memory are its own from the first instruction on: libraries look at the environment when loaded.
    return warm ?? this.#start(attempt, isTraceless(attempt) ? {} : attempt.environment);
  }

  /** Resolves when nothing is left of the attempt. */
  async giveBack(worker: WorkerProcess, attempt: PreparedAttempt): Promise<void> {
    if (worker.isRetiring || !isTraceless(attempt) || (await worker.leftovers()) > 0) {
      worker.die();
      await worker.gone;
      return;
    }
    this.#spare.set(digestOf(attempt), [...(this.#spare.get(digestOf(attempt)) ?? []), worker]);
  }

  /** Attempts that still run are lost. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const worker of this.#all) worker.die();
    await Promise.all([...this.#all].map((worker) => worker.gone));
  }

  #start(attempt: PreparedAttempt, environment: Readonly<Record<string, string>>): WorkerProcess {
    const { codeFolder, resources } = attempt;
    invariant(codeFolder !== null, `${attempt.runId}/${attempt.task} is a function and has no code`);
    const worker = new WorkerProcess({
      ...this.#options,
      module: join(codeFolder, moduleFile),
      environment: { ...this.#options.environment, ...environment },
      memoryBytes: resources.memoryBytes,
      isEager: needsOwn(attempt),
    });
    this.#all.add(worker);
    void worker.gone.then(() => this.#forget(worker));
    return worker;
  }

  #forget(gone: WorkerProcess): void {
    this.#all.delete(gone);
    for (const workers of [this.#shared, this.#spare]) {
      for (const [digest, known] of workers) {
        const left = known.filter((worker) => worker !== gone);
        if (left.length === 0) workers.delete(digest);
        else workers.set(digest, left);
      }
    }
  }

  #endIdle(): void {
    const before = performance.now() - this.#options.idleMs;
    const idle = [...this.#shared.values(), ...this.#spare.values()].flat();
    for (const worker of idle) if (worker.load === 0 && worker.idleSince < before) worker.retire();
  }
}

function leastLoaded(workers: readonly WorkerProcess[]): WorkerProcess | undefined {
  return workers.reduce<WorkerProcess | undefined>((a, b) => (a !== undefined && a.load <= b.load ? a : b), undefined);
}

/** It must not have to share. */
export function needsOwn(attempt: PreparedAttempt): boolean {
  return attempt.resources.millicpus >= 1000 || !isTraceless(attempt);
}

/** A worker keeps what was allocated in it, in memory and on devices: only one that was promised nothing is used again. */
function isTraceless({ declaration, resources, environment }: PreparedAttempt): boolean {
  const devices = environment.CUDA_VISIBLE_DEVICES ?? "";
  return resources.memoryBytes === 0 && declaration.limits.resources.gpus === 0 && devices === "";
}

function digestOf({ codeDigest, codeFolder }: PreparedAttempt): string {
  return codeDigest ?? codeFolder ?? "";
}
