/**
 * Tasks that run another pipeline. The run that a task asks for has a request id that is made of the task's name, so that
 * it is made once, whoever asks again: a retry, a run that was restarted, the next leader.
 *
 *   asked ──▶ made or found ──▶ ended: its outputs, or why there are none
 *     │              └── asked to end (the task is cancelled or out of time) ──▶ ended
 *     └── refused: the task fails
 */
import { type Json, type Output, type RunHeader, runStatuses, TroupeError, type WaitEnd } from "@troupe/core";
import type { Clock, Timer } from "../ports/clock.ts";
import { type BegunTrigger, waitName } from "./begun-wait.ts";
import { endOfTriggered } from "./end-of-triggered.ts";

export interface TriggerSurroundings {
  /** The run that serves this task: made for it, or one that its key names. Throws what a caller would be told. */
  start(wait: BegunTrigger): Promise<string>;
  /** The run that was made for this task; undefined if none was. */
  started(wait: BegunTrigger): Promise<string | undefined>;
  /** As it is written, live or sealed. */
  header(runId: string): Promise<RunHeader | undefined>;
  cancel(runId: string, reason: string): Promise<void>;
  /** An output as a record has it: a large one lies in the archive. */
  keep(value: Json): Promise<Output>;
  tell(wait: BegunTrigger, end: WaitEnd): void;
}

interface Watched {
  wait: BegunTrigger;
  /** The run that it is about, once that is known. */
  runId: string | null;
  tries: number;
  /** The run has ended, or there is none. */
  isOver: boolean;
  isBusy: boolean;
  /** Something has come while it was busy. */
  isStale: boolean;
  timer: Timer | undefined;
}

const firstDelayMs = 500;
const lastDelayMs = 30_000;

export class Triggers {
  readonly #around: TriggerSurroundings & { readonly clock: Clock };
  readonly #watched = new Map<string, Watched>();
  readonly #byRun = new Map<string, Set<Watched>>();
  #isStarted = false;
  #isStopped = false;

  constructor(around: TriggerSurroundings & { readonly clock: Clock }) {
    this.#around = around;
  }

  /** All live runs are loaded. Before that, each that is waited for would be read by itself, beside the pass over all. */
  start(): void {
    this.#isStarted = true;
    for (const watched of this.#watched.values()) this.#drive(watched);
  }

  begin(wait: BegunTrigger): void {
    const name = waitName(wait);
    const known = this.#watched.get(name);
    const watched = known?.wait.attempt === wait.attempt ? known : newlyWatched(wait);
    watched.wait = wait;
    this.#watched.set(name, watched);
    this.#drive(watched);
  }

  end(name: string): void {
    const watched = this.#watched.get(name);
    if (watched === undefined) return;
    this.#watched.delete(name);
    watched.timer?.cancel();
    this.#unlink(watched);
    // Somebody has ended the task by hand. At worst the run goes on by itself: nobody waits for it.
    this.#leave(watched).catch(() => {});
  }

  runEnded(runId: string): void {
    for (const watched of this.#byRun.get(runId) ?? []) this.#drive(watched);
  }

  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#watched.values()) timer?.cancel();
  }

  #drive(watched: Watched): void {
    if (!this.#isStarted) return;
    if (watched.isBusy) {
      watched.isStale = true;
      return;
    }
    watched.isBusy = true;
    watched.timer?.cancel();
    this.#step(watched)
      .catch((error: unknown) => this.#failed(watched, error))
      .finally(() => {
        watched.isBusy = false;
        if (!watched.isStale || !this.#isOpen(watched)) return;
        watched.isStale = false;
        this.#drive(watched);
      });
  }

  async #step(watched: Watched): Promise<void> {
    const runId = await this.#runOf(watched);
    const { wait } = watched;
    if (!this.#isOpen(watched)) return this.#leave(watched);
    if (runId === undefined) return this.#tell(wait, endOfTriggered(wait, undefined));
    if (!wait.on.wait) return this.#tell(wait, { output: { value: { runId } } });
    this.#link(watched, runId);
    if (wait.on.runId === null) this.#tell(wait, { runId });
    const header = await this.#around.header(runId);
    if (!this.#isOpen(watched)) return;
    watched.isOver = header === undefined || runStatuses[header.status].terminal;
    if (header === undefined || watched.isOver) return this.#finish(watched.wait, header);
    if (watched.wait.on.ending !== undefined) await this.#end(watched.wait, header);
  }

  async #end(wait: BegunTrigger, header: RunHeader): Promise<void> {
    const why = wait.on.ending === "timeout" ? "has waited as long as it may" : "was cancelled";
    if (!(await this.#cancelOwn(wait, header, why))) this.#tell(wait, endOfTriggered(wait, undefined));
  }

  /** False if it is not its own: the end of a run that others may wait for too is not for one of them to bring about. */
  async #cancelOwn(wait: BegunTrigger, { runId, cause }: RunHeader, why: string): Promise<boolean> {
    const isOwn = cause.kind === "trigger" && cause.runId === wait.runId && cause.task === wait.task;
    if (isOwn) await this.#around.cancel(runId, `task ${wait.task} of run ${wait.runId}, which started it, ${why}`);
    return isOwn;
  }

  async #finish(wait: BegunTrigger, header: RunHeader | undefined): Promise<void> {
    const end = endOfTriggered(wait, header);
    this.#tell(
      wait,
      "output" in end && end.output !== null ? { output: await this.#around.keep(end.output.value) } : end,
    );
  }

  /** Whoever is asked to end before the run is made makes none. */
  async #runOf(watched: Watched): Promise<string | undefined> {
    const { wait } = watched;
    watched.runId ??= wait.on.runId;
    watched.runId ??=
      wait.on.ending === undefined ? await this.#around.start(wait) : ((await this.#around.started(wait)) ?? null);
    return watched.runId ?? undefined;
  }

  /** What may work in a moment is tried again; what is refused fails the task. */
  #failed(watched: Watched, error: unknown): void {
    if (this.#isStopped || !this.#isOpen(watched)) return;
    if (error instanceof TroupeError && error.reaction === "reject") {
      const { code, message, details } = error;
      const failure = { exitClass: "failure" as const, code, message, final: true, details };
      return this.#tell(watched.wait, { failure });
    }
    const delayMs = Math.min(lastDelayMs, firstDelayMs * 2 ** watched.tries++);
    watched.timer = this.#around.clock.after(delayMs, () => this.#drive(watched));
  }

  async #leave({ wait, runId, isOver }: Watched): Promise<void> {
    const header = runId === null || isOver || !wait.on.wait ? undefined : await this.#around.header(runId);
    if (header !== undefined && !runStatuses[header.status].terminal) await this.#cancelOwn(wait, header, "has ended");
  }

  #tell(wait: BegunTrigger, end: WaitEnd): void {
    if (!this.#isStopped) this.#around.tell(wait, end);
  }

  #isOpen(watched: Watched): boolean {
    return this.#watched.get(waitName(watched.wait)) === watched;
  }

  #link(watched: Watched, runId: string): void {
    const waiting = this.#byRun.get(runId) ?? new Set();
    this.#byRun.set(runId, waiting.add(watched));
  }

  #unlink(watched: Watched): void {
    const { runId } = watched;
    const waiting = runId === null ? undefined : this.#byRun.get(runId);
    waiting?.delete(watched);
    if (runId !== null && waiting?.size === 0) this.#byRun.delete(runId);
  }
}

function newlyWatched(wait: BegunTrigger): Watched {
  const { runId } = wait.on;
  return { wait, runId, tries: 0, isOver: false, isBusy: false, isStale: false, timer: undefined };
}
