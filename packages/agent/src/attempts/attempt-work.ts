/**
 * What has to be done for one attempt, and what came of it. Decides nothing: its attempt says when to do what, and is told
 * by inputs (attempt-state.ts) how it went.
 */
import {
  type AttemptNote,
  type Failure,
  isRetryable,
  type Limits,
  type Phases,
  type RuleFiring,
  type StreamLengths,
  TroupeError,
} from "@troupe/core";
import { type AttemptKey, type Clock, failpoint, type Timer } from "@troupe/engine";
import type { Logger } from "pino";
import type { CachedFile } from "../artifacts/artifact-cache.ts";
import type { OfferedSpec } from "../ports/coordinator-link.ts";
import type { Execution, Executor, Exit, PreparedAttempt, StopReason } from "../ports/executor.ts";
import type { AttemptTelemetry, CheckpointStore, MessageObserver } from "../telemetry/attempt-telemetry.ts";
import type { Sampled } from "../telemetry/system-sampler.ts";
import type { AttemptInput, Stop } from "./attempt-state.ts";
import { AttemptWatch } from "./attempt-watch.ts";
import { Checkpoints } from "./checkpoints.ts";
import { type CollectTools, collectOutcome } from "./collect-outcome.ts";
import { Holdings } from "./holdings.ts";
import { KeptFiles } from "./kept-files.ts";
import type { LedgerEntry } from "./ledger.ts";
import { failed } from "./outcome.ts";
import { type PrepareTools, prepare } from "./prepare.ts";
import { type RetainTools, retainLogs } from "./retain-logs.ts";

export interface AttemptTools extends PrepareTools, CollectTools, RetainTools {
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: (of: {
    readonly key: AttemptKey;
    readonly folder: string | null;
    readonly checkpoints: CheckpointStore;
    readonly onMessage: MessageObserver;
    readonly isAdopted: boolean;
  }) => AttemptTelemetry;
  /** Samples what it uses of this machine, until the answer is called. */
  readonly sample: (sampled: Sampled) => () => void;
}

/** What the attempt is, from its offer or from the ledger. */
export interface Subject {
  readonly key: AttemptKey;
  readonly clusterId: string;
  readonly term: number;
  readonly spec: OfferedSpec;
}

export class AttemptWork {
  readonly phases: { -readonly [Phase in keyof Phases]: Phases[Phase] } = {};
  readonly #subject: Subject;
  readonly #executor: Executor;
  readonly #tools: AttemptTools;
  readonly #tell: (input: AttemptInput) => void;
  readonly #holdings: Holdings;
  readonly #files: KeptFiles;
  readonly #checkpoints: Checkpoints;
  /** Null if its step asks for none. */
  readonly #watch: AttemptWatch | null;
  readonly #fired: RuleFiring[] = [];
  readonly #abortPreparation = new AbortController();
  #abortCollecting = new AbortController();
  #preparation: Promise<void> = Promise.resolve();
  #prepared: PreparedAttempt | null = null;
  #folder: string | null = null;
  #lengths: StreamLengths = {};
  #execution: Execution | null = null;
  #telemetry: AttemptTelemetry | null = null;
  #timeout: Timer | null = null;
  #endSamples: () => void = () => {};

  constructor(
    subject: Subject,
    executor: Executor,
    tools: AttemptTools,
    tell: (input: AttemptInput) => void,
    onNote: () => void,
  ) {
    this.#subject = subject;
    this.#executor = executor;
    this.#tools = tools;
    this.#tell = tell;
    this.#holdings = new Holdings(tools, subject.key);
    this.#files = new KeptFiles(this.#holdings.artifacts, tools.upload, tools.log);
    this.#checkpoints = new Checkpoints({ files: this.#files, clock: tools.clock, onLatest: onNote });
    this.#watch = this.#watchOf(subject.spec.declaration.limits);
  }

  /** What there is to tell of it so far. */
  get note(): AttemptNote {
    const { latest } = this.#checkpoints;
    return { ...(latest && { checkpoint: latest }), ...(this.#fired.length > 0 && { fired: this.#fired }) };
  }

  /** Final once the attempt has ended. */
  get lengths(): StreamLengths {
    return this.#lengths;
  }

  /** Answers with Prepared or PreparationFailed; with nothing after `abortPreparation`. */
  prepare(): void {
    const now = this.#tools.clock.now();
    Object.assign(this.phases, { offeredAt: now, inputsAt: now });
    this.#preparation = this.#prepare(this.#abortPreparation.signal);
  }

  abortPreparation(): void {
    this.#abortPreparation.abort(new Error("the attempt is not wanted any more"));
  }

  /** Goes on with what an earlier agent process started. Answers with Exited. */
  adopt(entry: LedgerEntry, folder: string, execution: Execution, stop: Stop | null): void {
    Object.assign(this.phases, entry.phases);
    this.#holdings.adopt(entry.spec);
    this.#tools.folders.hold(entry.key);
    this.#openTelemetry(folder, true);
    this.#follow(execution, true);
    if (stop !== null) execution.stop(stopReasonOf(stop), entry.spec.graceMs);
    this.#armTimeout(entry.started);
    this.#watch?.start();
  }

  /** Answers with Started and then Exited, or with StartFailed. */
  async start(): Promise<void> {
    try {
      const prepared = this.#prepared;
      if (prepared === null) throw new Error("started before it was prepared");
      this.phases.runningAt = this.#tools.clock.now();
      failpoint("ledger-before-write");
      this.#writeLedger();
      failpoint("ledger-written");
      this.#telemetry ??= this.#openTelemetry(null, false);
      const execution = await this.#executor.start(prepared, this.#telemetry.sink);
      failpoint("process-started");
      this.#tell({ type: "Started" });
      this.#armTimeout(null);
      this.#watch?.start();
      this.#follow(execution, false);
    } catch (error) {
      this.#tell({ type: "StartFailed", failure: this.#failure(error) });
    }
  }

  stop(stop: Stop): void {
    this.#writeStop(stop);
    this.#watch?.stop();
    if (stop.reason === "stalled") void this.#stopStalled(stop);
    else this.#execution?.stop(stopReasonOf(stop), this.#subject.spec.graceMs);
  }

  /** What it was at is asked before it is ended: afterwards nobody can tell. */
  async #stopStalled(stop: Extract<Stop, { reason: "stalled" }>): Promise<void> {
    const execution = this.#execution;
    const why = `no progress for ${Math.round(stop.idleMs / 1000)} s`;
    await execution?.dump?.(why).catch((error: unknown) => {
      this.#tools.log.warn({ err: error, ...this.#subject.key }, "what stands still could not be asked for its stacks");
    });
    execution?.stop("stalled", this.#subject.spec.graceMs);
  }

  /** Answers with Finished; with nothing after `abortCollecting`. */
  async collect(exit: Exit, stop: Stop | null): Promise<void> {
    const { signal } = this.#abortCollecting;
    try {
      this.#lengths = (await this.#telemetry?.finish()) ?? {};
      const { declaration } = this.#subject.spec;
      const ended = { exit, stop, declaration, folder: this.#folder, artifacts: this.#holdings.artifacts };
      const outcome = await collectOutcome(this.#tools, ended, signal);
      // A function names what it saved by digest: it must be there before the output is.
      if (outcome.exitClass === "success" && this.#execution?.identity === null) await this.#files.durable();
      // The next attempt goes on from its last checkpoint, so that has to be there before it begins.
      if (isRetryable(outcome.exitClass) && stop?.reason !== "agent-stopping") await this.#checkpoints.settled();
      failpoint("outcome-collected");
      if (!signal.aborted) this.#tell({ type: "Finished", outcome });
    } catch (error) {
      if (!signal.aborted) this.#tell({ type: "Finished", outcome: failed(this.#failure(error), exit) });
    }
  }

  abortCollecting(): void {
    this.#abortCollecting.abort(new Error("the outcome is not wanted any more"));
    this.#abortCollecting = new AbortController();
  }

  /** A file that a function saved. */
  save(path: string, digest: string): Promise<CachedFile> {
    return this.#files.keep(path, digest);
  }

  /** Its process is gone, or never was. */
  vacate(): void {
    this.#endSamples();
    this.#timeout?.cancel();
    this.#watch?.stop();
    void this.#preparation.then(() => this.#holdings.vacate());
  }

  /** Answers with Shipped. */
  async ship(): Promise<void> {
    await this.#telemetry?.finish();
    await Promise.all([this.#telemetry?.shipped, this.#files.settled()]);
    this.#tell({ type: "Shipped" });
  }

  /** Leaves nothing behind but what it printed, until its run is in the archive. */
  async clear(): Promise<void> {
    await this.#preparation;
    this.#checkpoints.close();
    this.#holdings.release();
    await retainLogs(this.#tools, this.#subject.key, this.#telemetry, this.#folder);
  }

  /** This agent process ends: what is left is for the next one, or gone. */
  detach(): void {
    this.#endSamples();
    this.#timeout?.cancel();
    this.#watch?.stop();
    this.#checkpoints.close();
    this.#telemetry?.close();
    this.#files.giveUp();
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const onFolder = (folder: string): void => void this.#openTelemetry(folder, false);
    try {
      this.#prepared = await prepare(this.#tools, this.#executor, this.#subject, this.#holdings, onFolder, signal);
      this.#tell({ type: "Prepared" });
    } catch (error) {
      // What an environment that could not be made had to say is part of the result.
      this.#lengths = (await this.#telemetry?.finish()) ?? {};
      if (!signal.aborted) this.#tell({ type: "PreparationFailed", failure: this.#failure(error) });
    }
  }

  #follow(execution: Execution, isAdopted: boolean): void {
    this.#execution = execution;
    const { key, spec } = this.#subject;
    const isFresh = !isAdopted && execution.identity !== null;
    this.#endSamples = this.#tools.sample({ key, execution, devices: spec.devices, isFresh });
    void execution.ended.then((exit) => {
      this.phases.outputsAt = this.#tools.clock.now();
      if (exit.survivors !== undefined) {
        const facts = { ...this.#subject.key, survivors: exit.survivors };
        this.#tools.log.error(facts, "processes of an attempt could not be killed");
      }
      this.vacate();
      this.#tell({ type: "Exited", exit });
    });
  }

  #openTelemetry(folder: string | null, isAdopted: boolean): AttemptTelemetry {
    this.#folder = folder;
    this.#files.folder = folder ?? "/";
    const onMessage: MessageObserver = (message) => this.#watch?.take(message);
    const { key } = this.#subject;
    this.#telemetry = this.#tools.telemetry({ key, folder, checkpoints: this.#checkpoints, onMessage, isAdopted });
    return this.#telemetry;
  }

  #watchOf(limits: Limits): AttemptWatch | null {
    // What an offer of an older coordinator has not got is not asked for.
    if (limits === undefined || !AttemptWatch.isAsked(limits)) return null;
    const isFinal = limits.watchdog?.action === "fail";
    return new AttemptWatch({
      limits,
      clock: this.#tools.clock,
      onStall: (idleMs) => this.#tell({ type: "Stalled", idleMs, isFinal }),
      onFiring: (firing) => {
        this.#fired.push(firing);
        this.#tell({ type: "RuleFired", firing });
      },
    });
  }

  /** SAFETY: written before the start. A folder without it is removed by the next agent process, whatever runs in it. */
  #writeLedger(): void {
    if (this.#folder === null) return;
    const { offeredAt = 0, inputsAt = 0, runningAt = 0 } = this.phases;
    const { key, clusterId, term, spec } = this.#subject;
    const phases = { offeredAt, inputsAt, runningAt };
    const { folders } = this.#tools;
    folders.writeEntry(this.#folder, { key, clusterId, term, spec, phases, started: folders.uptime() });
  }

  #writeStop(stop: Stop): void {
    try {
      if (this.#folder !== null) this.#tools.folders.writeStop(this.#folder, stop);
    } catch (error) {
      // A full disk must not keep it from being ended; only a later agent would not know why it was.
      this.#tools.log.warn({ err: error, ...this.#subject.key }, "that it was told to end could not be written down");
    }
  }

  /** The time that an earlier agent process gave it counts. */
  #armTimeout(started: LedgerEntry["started"] | null): void {
    const { timeoutMs } = this.#subject.spec;
    if (timeoutMs === null) return;
    const now = this.#tools.folders.uptime();
    const spentMs = started === null || started.bootId !== now.bootId ? 0 : (now.uptimeS - started.uptimeS) * 1000;
    this.#timeout = this.#tools.clock.after(Math.max(0, timeoutMs - spentMs), () => this.#tell({ type: "TimeIsUp" }));
  }

  /** What went wrong on this machine is not the fault of the step. */
  #failure(error: unknown): Failure {
    if (error instanceof TroupeError) {
      const { code, message } = error;
      return { exitClass: isOfTheStep.has(code) ? "failure" : "error", code, message };
    }
    this.#tools.log.error({ err: error, ...this.#subject.key }, "an attempt failed for a reason that is ours");
    return { exitClass: "error", code: "AGENT_ERROR", message: error instanceof Error ? error.message : String(error) };
  }
}

function stopReasonOf({ reason }: Stop): StopReason {
  return reason === "timeout" || reason === "stalled" || reason === "rule" ? reason : "cancelled";
}

/** What another try on another machine would not mend. */
const isOfTheStep: ReadonlySet<string> = new Set(["TASK_INPUT_INVALID"]);
