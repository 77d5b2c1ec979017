/**
 * The agent's end of one worker process (function-worker/main.ts).
 *
 *   loading ─ loaded ─▶ serving ─ retire ─▶ retiring ─ its last attempt ends ─▶ gone
 *      └─ unloadable, died ───────┴─────── killed, died, agent closes ─────────▶ gone
 *
 * An attempt that is alone in its worker ends like a process: with the exit code, the signal, the verdict on memory of
 * that worker. Of several nobody can tell who it was, so all of them are lost.
 */
import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { TroupeError, unreachable } from "@troupe/core";
import type { AttemptSink, Exit, PreparedAttempt, ProcessUsage, StopReason } from "../../ports/executor.ts";
import { type Isolation, type ProcessTree, treeLimits } from "../../process-tree/process-tree.ts";
import type { FailureReport } from "../function-worker/failure.ts";
import type { Report, RunNumber, SavedFile } from "../function-worker/wire.ts";
import { spawnWorker } from "./spawn-worker.ts";
import { WorkerChannel } from "./worker-channel.ts";

export interface WorkerOptions {
  readonly module: string;
  readonly isolation: Isolation;
  readonly environment: Readonly<Record<string, string>>;
  /** 0: no limit. */
  readonly memoryBytes: number;
  /** For an attempt of its own, which may compute for long and let no batch go out. */
  readonly isEager: boolean;
  /** Stores a file for good, and says where its attempt may go on reading it. */
  readonly save: (attempt: PreparedAttempt, file: SavedFile) => Promise<string>;
  /** What no attempt printed. */
  readonly onStray: (text: string) => void;
}

interface Running {
  readonly attempt: PreparedAttempt;
  readonly sink: AttemptSink;
  readonly ended: (exit: Exit) => void;
}

const strayBytes = 8 * 1024;

export class WorkerProcess {
  /** Rejects with TroupeError(reject, "CODE_UNLOADABLE") and the reason. */
  readonly loaded: Promise<void>;
  /** Resolves when the process and what it started are gone. */
  readonly gone: Promise<void>;
  /** When it ran out of work. */
  idleSince = performance.now();
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  readonly #channel: WorkerChannel;
  readonly #tree: ProcessTree;
  readonly #running = new Map<RunNumber, Running>();
  readonly #loading = Promise.withResolvers<void>();
  #runs = 0;
  #isLoaded = false;
  #isRetiring = false;
  /** The attempt that it was killed for. */
  #killed: RunNumber | undefined;
  #lastWords = "";

  constructor(options: WorkerOptions) {
    this.#options = options;
    const { child, id, identity } = spawnWorker(options.environment);
    this.#child = child;
    this.#channel = new WorkerChannel(child, {
      onReport: (report) => this.#hear(report),
      // Somebody writes what is no report where reports go: nothing that it says can be trusted any more.
      onGarbage: () => this.die(),
    });
    for (const stream of ["stdout", "stderr"] as const) child[stream]?.on("data", (data) => this.#stray(stream, data));
    this.loaded = this.#loading.promise;
    // Whoever waits for it handles it; perhaps nobody does.
    this.loaded.catch(() => {});
    this.gone = this.#whenGone();
    this.#tree = options.isolation.plant(id, identity, options.memoryBytes);
    this.#channel.send({ type: "load", module: options.module, groups: this.#tree.groups, isEager: options.isEager });
  }

  get load(): number {
    return this.#running.size;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get isRetiring(): boolean {
    return this.#isRetiring;
  }

  run(attempt: PreparedAttempt, sink: AttemptSink): { readonly run: RunNumber; readonly ended: Promise<Exit> } {
    const { promise: ended, resolve } = Promise.withResolvers<Exit>();
    const run = ++this.#runs;
    const { runId, task, pipeline, step, inputs, environment } = attempt;
    this.#running.set(run, { attempt, sink, ended: resolve });
    const named = { runId, task, attempt: attempt.attempt, pipeline, step };
    this.#channel.send({ type: "run", run, attempt: named, inputs, environment });
    return { run, ended };
  }

  abort(run: RunNumber, reason: StopReason): void {
    if (this.#running.has(run)) this.#channel.send({ type: "abort", run, reason });
  }

  /** Ends the attempt with its worker, if it has not ended. Its neighbours are lost. */
  kill(run: RunNumber): void {
    if (!this.#running.has(run)) return;
    this.#killed = run;
    this.die();
  }

  /** Takes nothing more, and ends when it has nothing to do. */
  retire(): void {
    this.#isRetiring = true;
    if (this.#running.size === 0) this.#channel.end();
  }

  die(): void {
    this.#isRetiring = true;
    this.#child.kill("SIGKILL");
  }

  /** How many processes functions have left in it. */
  async leftovers(): Promise<number> {
    return this.#tree.count();
  }

  /** Null while several attempts share it: nobody can tell what each of them uses. */
  async usage(): Promise<ProcessUsage | null> {
    return this.#running.size === 1 ? this.#tree.usage(true) : null;
  }

  #hear(report: Report): void {
    switch (report.type) {
      case "loaded":
        this.#isLoaded = true;
        this.#loading.resolve();
        return;
      case "unloadable":
        this.#loading.reject(unloadable(report.message));
        for (const run of this.#running.keys()) this.#end(run, failedBy("CODE_UNLOADABLE", report.message));
        this.retire();
        return;
      case "log":
        this.#running.get(report.run)?.sink.log(report.stream, Buffer.from(report.text));
        return;
      case "bytes":
        this.#running.get(report.run)?.sink.log(report.stream, Buffer.from(report.base64, "base64"));
        return;
      case "message":
        this.#running.get(report.run)?.sink.message(report.message);
        return;
      case "save":
        void this.#save(report);
        return;
      case "done":
        this.#end(report.run, { ...clean, result: { ok: true, output: report.output } });
        return;
      case "failed":
        this.#end(report.run, failedBy(report.code, report.message, report));
        return;
      default:
        unreachable(report);
    }
  }

  async #save({ run, save, file }: Extract<Report, { type: "save" }>): Promise<void> {
    const running = this.#running.get(run);
    if (running === undefined) return;
    try {
      this.#channel.send({ type: "saved", save, path: await this.#options.save(running.attempt, file) });
    } catch (error) {
      const code = error instanceof TroupeError ? error.code : "INTERNAL";
      this.#channel.send({
        type: "not-saved",
        save,
        code,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #end(run: RunNumber, exit: Exit): void {
    const running = this.#running.get(run);
    if (running === undefined) return;
    this.#running.delete(run);
    this.idleSince = performance.now();
    running.ended(exit);
    if (this.#isRetiring) this.retire();
  }

  /** Printed past console and process.stdout, by native code: an attempt that is alone must have done it. */
  #stray(stream: "stdout" | "stderr", data: Buffer): void {
    const [only] = this.#running.size === 1 ? this.#running.values() : [];
    this.#lastWords = (this.#lastWords + data.toString("utf8")).slice(-strayBytes);
    if (only !== undefined) only.sink.log(stream, data);
    else this.#options.onStray(data.toString("utf8"));
  }

  async #whenGone(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<{ code: number | null; signal: string | null }>();
    this.#child.on("exit", (code, signal) => resolve({ code, signal }));
    // A signal that could not be sent: it is gone already.
    this.#child.on("error", () => {});
    const { code, signal } = await promise;
    this.#isRetiring = true;
    await this.#channel.drained;
    const { oom } = await this.#tree.end();
    await this.#drain();
    this.#loading.reject(
      unloadable(`its worker ended (${signal ?? `exit code ${code}`})\n${this.#lastWords}`.trimEnd()),
    );
    const isAlone = this.#running.size === 1;
    for (const run of this.#running.keys()) {
      this.#end(run, isAlone || run === this.#killed ? { exitCode: code, signal, oom } : lost);
    }
  }

  /** What it started may have left its streams open, and is gone by now; or it could not be killed. */
  async #drain(): Promise<void> {
    const streams = [this.#child.stdout, this.#child.stderr].filter((stream) => stream?.closed === false);
    const closed = Promise.all(streams.map((stream) => new Promise((resolve) => stream?.once("close", resolve))));
    await Promise.race([closed, setTimeout(treeLimits.drainMs, undefined, { ref: false })]);
  }
}

const clean = { exitCode: 0, signal: null, oom: false } as const;
const lost = { exitCode: null, signal: null, oom: false, lost: true } as const;

function failedBy(code: string, message: string, more?: Pick<FailureReport, "errorTypes" | "final">): Exit {
  const errorTypes = more === undefined || more.errorTypes.length === 0 ? {} : { errorTypes: more.errorTypes };
  const final = more?.final === true ? { final: true } : {};
  return { exitCode: null, signal: null, oom: false, result: { ok: false, code, message, ...errorTypes, ...final } };
}

function unloadable(reason: string): TroupeError {
  return new TroupeError(`the code of the pipeline could not be loaded: ${reason}`, {
    code: "CODE_UNLOADABLE",
    reaction: "reject",
  });
}
