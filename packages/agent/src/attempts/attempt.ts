/**
 * One attempt under way: carries out what the rules (transition.ts) decide, and tells them what came of it. Whoever
 * listens is told when it runs, has ended, and is forgotten.
 */
import { type Failure, type Phases, type StreamLengths, TroupeError, unreachable } from "@troupe/core";
import type { AttemptKey, Clock, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import type { Offer, OfferedSpec } from "../ports/coordinator-link.ts";
import type { Execution, Executor, Exit, PreparedAttempt } from "../ports/executor.ts";
import type { AttemptTelemetry } from "../telemetry/attempt-telemetry.ts";
import {
  type AttemptEffect,
  type AttemptInput,
  type AttemptState,
  attemptStatuses,
  type Stop,
} from "./attempt-state.ts";
import { Checkpoints } from "./checkpoints.ts";
import { type CollectTools, collectOutcome } from "./collect-outcome.ts";
import { Holdings } from "./holdings.ts";
import { type LedgerEntry, writeEntry, writeStop } from "./ledger.ts";
import { type AttemptResult, failed } from "./outcome.ts";
import { type PrepareTools, prepare } from "./prepare.ts";
import { transition } from "./transition.ts";
import { uptime } from "./uptime.ts";

export interface AttemptTools extends PrepareTools, CollectTools {
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: (of: {
    readonly key: AttemptKey;
    readonly folder: string | null;
    readonly checkpoints: Checkpoints;
    readonly isAdopted: boolean;
  }) => AttemptTelemetry;
}

export interface AttemptListener {
  running(attempt: Attempt): void;
  /** Also when the result is to be said again. */
  ended(attempt: Attempt): void;
  forgotten(attempt: Attempt): void;
}

interface Subject {
  readonly key: AttemptKey;
  readonly clusterId: string;
  readonly term: number;
  readonly spec: OfferedSpec;
}

export class Attempt {
  readonly subject: Subject;
  readonly executor: Executor;
  readonly #tools: AttemptTools;
  readonly #listener: AttemptListener;
  readonly #holdings: Holdings;
  readonly #checkpoints: Checkpoints;
  readonly #abortPreparation = new AbortController();
  #abortCollecting = new AbortController();
  #state: AttemptState = { status: "preparing", granted: false };
  #phases: { -readonly [Phase in keyof Phases]: Phases[Phase] } = {};
  #lengths: StreamLengths = {};
  #preparation: Promise<void> = Promise.resolve();
  #prepared: PreparedAttempt | null = null;
  #folder: string | null = null;
  #execution: Execution | null = null;
  #telemetry: AttemptTelemetry | null = null;
  #timeout: Timer | null = null;

  private constructor(subject: Subject, executor: Executor, tools: AttemptTools, listener: AttemptListener) {
    this.subject = subject;
    this.executor = executor;
    this.#tools = tools;
    this.#listener = listener;
    this.#holdings = new Holdings(tools, subject.key);
    this.#checkpoints = new Checkpoints(this.#holdings.artifacts, tools.upload, tools.log);
  }

  /** Begins to prepare what was offered. */
  static take(offer: Offer, executor: Executor, tools: AttemptTools, listener: AttemptListener): Attempt {
    const attempt = new Attempt(offer, executor, tools, listener);
    attempt.#phases.offeredAt = tools.clock.now();
    attempt.#phases.inputsAt = tools.clock.now();
    attempt.#preparation = attempt.#prepare();
    return attempt;
  }

  /** Goes on with what an earlier agent process started. */
  static adopt(
    found: {
      readonly entry: LedgerEntry;
      readonly stop: Stop | null;
      readonly folder: string;
      readonly execution: Execution;
    },
    executor: Executor,
    tools: AttemptTools,
    listener: AttemptListener,
  ): Attempt {
    const { entry, stop, folder, execution } = found;
    const attempt = new Attempt(entry, executor, tools, listener);
    attempt.#phases = { ...entry.phases };
    attempt.#openTelemetry(folder, true);
    attempt.#holdings.adopt(entry.spec);
    attempt.#state = { status: "running", stop };
    attempt.#follow(execution);
    if (stop !== null) execution.stop(stop.reason === "timeout" ? "timeout" : "cancelled", entry.spec.graceMs);
    attempt.#armTimeout(entry.started);
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
    return this.#phases.runningAt ?? 0;
  }

  /** Null unless it has ended and nobody has acknowledged it yet. */
  get result(): AttemptResult | null {
    return this.#state.status === "ended"
      ? { ...this.#state.outcome, lengths: this.#lengths, phases: this.#phases }
      : null;
  }

  input(input: AttemptInput): void {
    const { state, effects } = transition(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  /** The agent process ends: what is left is for the next one, or gone. */
  detach(): void {
    this.#timeout?.cancel();
    this.#telemetry?.close();
  }

  #perform(effect: AttemptEffect): void {
    switch (effect.effect) {
      case "AbortPreparation":
        return this.#abortPreparation.abort(new Error("the attempt is not wanted any more"));
      case "StartExecution":
        return void this.#start();
      case "ReportRunning":
        return this.#listener.running(this);
      case "StopExecution":
        return this.#stop(effect.reason);
      case "CollectOutcome":
        return void this.#collect(effect.exit, effect.stop);
      case "AbortCollecting":
        this.#abortCollecting.abort(new Error("the outcome is not wanted any more"));
        this.#abortCollecting = new AbortController();
        return;
      case "ReportResult":
        this.#phases.endedAt ??= this.#tools.clock.now();
        return this.#listener.ended(this);
      case "ShipTheRest":
        return void this.#ship();
      case "Forget":
        return void this.#forget();
      default:
        return unreachable(effect);
    }
  }

  async #prepare(): Promise<void> {
    const { signal } = this.#abortPreparation;
    try {
      const onFolder = (folder: string): void => this.#openTelemetry(folder, false);
      this.#prepared = await prepare(this.#tools, this.executor, this.subject, this.#holdings, onFolder, signal);
      this.input({ type: "Prepared" });
    } catch (error) {
      // What an environment that could not be made had to say is part of the result.
      this.#lengths = (await this.#telemetry?.finish()) ?? {};
      if (!signal.aborted) this.input({ type: "PreparationFailed", failure: this.#failure(error) });
    }
    if (!this.occupies) this.#holdings.vacate();
  }

  async #start(): Promise<void> {
    try {
      const prepared = this.#prepared;
      if (prepared === null) throw new Error("started before it was prepared");
      this.#phases.runningAt = this.#tools.clock.now();
      this.#writeLedger();
      if (this.#telemetry === null) this.#openTelemetry(null, false);
      const sink = this.#telemetry?.sink ?? { log: () => undefined, message: () => undefined };
      this.#follow(await this.executor.start(prepared, sink));
      this.input({ type: "Started" });
      this.#armTimeout(null);
    } catch (error) {
      this.#holdings.vacate();
      this.input({ type: "StartFailed", failure: this.#failure(error) });
    }
  }

  /** SAFETY: written before the start. A folder without it is removed by the next agent process, whatever runs in it. */
  #writeLedger(): void {
    if (this.#folder === null) return;
    const { offeredAt = 0, inputsAt = 0, runningAt = 0 } = this.#phases;
    const { key, clusterId, term, spec } = this.subject;
    const phases = { offeredAt, inputsAt, runningAt };
    writeEntry(this.#folder, { key, clusterId, term, spec, phases, started: uptime() });
  }

  #openTelemetry(folder: string | null, isAdopted: boolean): void {
    this.#folder = folder;
    this.#checkpoints.folder = folder;
    this.#telemetry = this.#tools.telemetry({ key: this.key, folder, checkpoints: this.#checkpoints, isAdopted });
  }

  #follow(execution: Execution): void {
    this.#execution = execution;
    void execution.ended.then((exit) => this.#exited(exit));
  }

  #exited(exit: Exit): void {
    this.#timeout?.cancel();
    this.#phases.outputsAt = this.#tools.clock.now();
    if (exit.survivors !== undefined) {
      this.#tools.log.error({ ...this.key, survivors: exit.survivors }, "processes of an attempt could not be killed");
    }
    this.#holdings.vacate();
    this.input({ type: "Exited", exit });
  }

  /** The time that an earlier agent process gave it counts. */
  #armTimeout(started: LedgerEntry["started"] | null): void {
    const { timeoutMs } = this.subject.spec;
    if (timeoutMs === null || this.#state.status !== "running") return;
    const now = uptime();
    const spentMs = started === null || started.bootId !== now.bootId ? 0 : (now.uptimeS - started.uptimeS) * 1000;
    const leftMs = Math.max(0, timeoutMs - spentMs);
    this.#timeout = this.#tools.clock.after(leftMs, () => this.input({ type: "TimeIsUp" }));
  }

  #stop(reason: "cancelled" | "timeout"): void {
    if (this.#state.status === "running" && this.#state.stop !== null && this.#folder !== null) {
      writeStop(this.#folder, this.#state.stop);
    }
    this.#execution?.stop(reason, this.subject.spec.graceMs);
  }

  async #collect(exit: Exit, stop: Stop | null): Promise<void> {
    const { signal } = this.#abortCollecting;
    try {
      this.#lengths = (await this.#telemetry?.finish()) ?? {};
      const { declaration } = this.subject.spec;
      const ended = { exit, stop, declaration, folder: this.#folder, artifacts: this.#holdings.artifacts };
      const outcome = await collectOutcome(this.#tools, ended, signal);
      if (!signal.aborted) this.input({ type: "Finished", outcome });
    } catch (error) {
      if (!signal.aborted) this.input({ type: "Finished", outcome: failed(this.#failure(error), exit) });
    }
  }

  async #ship(): Promise<void> {
    await this.#telemetry?.finish();
    await Promise.all([this.#telemetry?.shipped, this.#checkpoints.settled()]);
    this.input({ type: "Shipped" });
  }

  async #forget(): Promise<void> {
    await this.#preparation;
    this.#telemetry?.close();
    this.#holdings.release();
    const hasFolder = this.executor.adopt !== undefined;
    try {
      if (hasFolder) await this.#tools.folders.remove(this.key);
    } catch (error) {
      this.#tools.log.error({ err: error, ...this.key }, "the folder of an attempt could not be removed");
    }
    this.#listener.forgotten(this);
  }

  /** What went wrong on this machine is not the fault of the step. */
  #failure(error: unknown): Failure {
    if (error instanceof TroupeError) return { exitClass: "error", code: error.code, message: error.message };
    this.#tools.log.error({ err: error, ...this.key }, "an attempt failed for a reason that is ours");
    return { exitClass: "error", code: "AGENT_ERROR", message: error instanceof Error ? error.message : String(error) };
  }
}
