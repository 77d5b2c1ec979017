/** One attempt under way: has done what the rules (transition.ts) decide, and tells them what came of it. */
import { type AttemptNote, unreachable } from "@troupe/core";
import type { AttemptKey } from "@troupe/engine";
import type { CachedFile } from "../artifacts/artifact-cache.ts";
import type { Execution, Executor } from "../ports/executor.ts";
import {
  type AttemptEffect,
  type AttemptInput,
  type AttemptState,
  attemptStatuses,
  type Stop,
} from "./attempt-state.ts";
import { type AttemptTools, AttemptWork, type Subject } from "./attempt-work.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { AttemptResult } from "./outcome.ts";
import { transition } from "./transition.ts";

export interface AttemptListener {
  running(attempt: Attempt): void;
  /** Also when the result is to be said again. */
  ended(attempt: Attempt): void;
  /** It has something to tell before it ends: all of it is in its `note`. */
  noted(attempt: Attempt): void;
  forgotten(attempt: Attempt): void;
}

/** What an earlier agent process left. */
export interface FoundAttempt {
  readonly entry: LedgerEntry;
  readonly stop: Stop | null;
  readonly folder: string;
  readonly execution: Execution;
}

export class Attempt {
  readonly subject: Subject;
  readonly executor: Executor;
  readonly #tools: AttemptTools;
  readonly #listener: AttemptListener;
  readonly #work: AttemptWork;
  #state: AttemptState = { status: "preparing", granted: false };

  private constructor(subject: Subject, executor: Executor, tools: AttemptTools, listener: AttemptListener) {
    this.subject = subject;
    this.executor = executor;
    this.#tools = tools;
    this.#listener = listener;
    const onNote = (): void => this.#perform({ effect: "ReportNote" });
    this.#work = new AttemptWork(subject, executor, tools, (input) => this.input(input), onNote);
  }

  /** Begins to prepare what was offered. */
  static take(offer: Subject, executor: Executor, tools: AttemptTools, listener: AttemptListener): Attempt {
    const attempt = new Attempt(offer, executor, tools, listener);
    attempt.#work.prepare();
    return attempt;
  }

  /** Goes on with what an earlier agent process started. */
  static adopt(found: FoundAttempt, executor: Executor, tools: AttemptTools, listener: AttemptListener): Attempt {
    const { entry, stop, folder, execution } = found;
    const attempt = new Attempt(entry, executor, tools, listener);
    attempt.#state = { status: "running", stop };
    attempt.#work.adopt(entry, folder, execution, stop);
    return attempt;
  }

  get key(): AttemptKey {
    return this.subject.key;
  }

  get state(): AttemptState {
    return this.#state;
  }

  get occupies(): boolean {
    return attemptStatuses[this.#state.status].occupies;
  }

  get startedAt(): number {
    return this.#work.phases.runningAt ?? 0;
  }

  /** Null unless it has ended and nobody has acknowledged it yet. */
  get result(): AttemptResult | null {
    const { lengths, phases } = this.#work;
    return this.#state.status === "ended" ? { ...this.#state.outcome, ...this.note, lengths, phases } : null;
  }

  get note(): AttemptNote {
    return this.#work.note;
  }

  input(input: AttemptInput): void {
    const { state, effects } = transition(this.#state, input);
    const occupied = this.occupies;
    this.#state = state;
    if (occupied && !this.occupies) this.#work.vacate();
    for (const effect of effects) this.#perform(effect);
  }

  /** A file that its function saved. */
  save(path: string, digest: string): Promise<CachedFile> {
    return this.#work.save(path, digest);
  }

  /** The agent process ends: what is left is for the next one, or gone. */
  detach(): void {
    this.#work.detach();
  }

  #perform(effect: AttemptEffect): void {
    switch (effect.effect) {
      case "AbortPreparation":
        return this.#work.abortPreparation();
      case "StartExecution":
        return void this.#work.start();
      case "ReportRunning":
        return this.#listener.running(this);
      case "ReportNote":
        return this.#state.status === "running" ? this.#listener.noted(this) : undefined;
      case "StopExecution":
        return this.#work.stop(effect.stop);
      case "CollectOutcome":
        return void this.#work.collect(effect.exit, effect.stop);
      case "AbortCollecting":
        return this.#work.abortCollecting();
      case "ReportResult":
        this.#work.phases.endedAt ??= this.#tools.clock.now();
        return this.#listener.ended(this);
      case "ShipTheRest":
        return void this.#work.ship();
      case "Forget":
        return void this.#work.clear().then(() => this.#listener.forgotten(this));
      default:
        return unreachable(effect);
    }
  }
}
