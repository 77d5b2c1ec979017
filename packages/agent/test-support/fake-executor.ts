/** Executors that do what a test says: attempts are prepared, started and ended by hand. */
import type { AttemptSink, Execution, Executor, Exit, PreparedAttempt } from "../src/ports/executor.ts";

export const success: Exit = { exitCode: 0, signal: null, oom: false };

export class FakeExecution implements Execution {
  readonly identity = null;
  readonly attempt: PreparedAttempt;
  readonly sink: AttemptSink;
  readonly stops: { readonly reason: string; readonly graceMs: number }[] = [];
  readonly #end = Promise.withResolvers<Exit>();
  readonly #stopped = Promise.withResolvers<void>();

  constructor(attempt: PreparedAttempt, sink: AttemptSink) {
    this.attempt = attempt;
    this.sink = sink;
  }

  get ended(): Promise<Exit> {
    return this.#end.promise;
  }

  /** Resolves when it was told to stop. */
  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  stop(reason: "cancelled" | "timeout", graceMs: number): void {
    this.stops.push({ reason, graceMs });
    this.#stopped.resolve();
  }

  exit(exit: Exit): void {
    this.#end.resolve(exit);
  }
}

/** Functions: no folder, nothing to adopt. */
export class FakeExecutor implements Executor {
  readonly prepared: PreparedAttempt[] = [];
  readonly started: FakeExecution[] = [];
  /** What preparing waits for. */
  gate: Promise<void> = Promise.resolve();
  startFails: Error | null = null;
  readonly #waiting: ((execution: FakeExecution) => void)[] = [];
  #taken = 0;

  async prepare(attempt: PreparedAttempt, signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => aborted.reject(signal.reason), { once: true });
    await Promise.race([this.gate, aborted.promise]);
    this.prepared.push(attempt);
  }

  async start(attempt: PreparedAttempt, sink: AttemptSink): Promise<Execution> {
    if (this.startFails !== null) throw this.startFails;
    const execution = new FakeExecution(attempt, sink);
    this.started.push(execution);
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      this.#taken += 1;
      waiting(execution);
    }
    return execution;
  }

  /** The next one that is started, now or later. */
  async next(): Promise<FakeExecution> {
    const started = this.started[this.#taken];
    if (started === undefined) return new Promise((take) => this.#waiting.push(take));
    this.#taken += 1;
    return started;
  }
}

/** Processes: with a folder, and taken over by folder from an executor that was there before. */
export class FakeProcessExecutor extends FakeExecutor {
  readonly #before: FakeExecutor | null;

  constructor(before: FakeExecutor | null = null) {
    super();
    this.#before = before;
  }

  async adopt(folder: string): Promise<Execution | null> {
    return this.#before?.started.find((execution) => execution.attempt.folder === folder) ?? null;
  }
}
