/** Executes the attempts of a run in memory: by fakes where there are any, and TypeScript steps as they are. */
import type { AttemptOutcome, Json, JsonObject } from "@troupe/core";
import type { AttemptKey, AttemptSpec } from "@troupe/engine";
import { type Pipeline, programKey, type Report, type StepHost, type Verdict } from "@troupe/sdk";
import type { Execute } from "../cluster/simulated-agent.ts";
import { AttemptFailure } from "./attempt-failure.ts";
import { AttemptRecording } from "./attempt-recording.ts";
import { failureOf } from "./failure-of.ts";
import type { Fake, FakeContext } from "./fake.ts";
import { type Found, foundBy, neverFound } from "./found.ts";
import { milliseconds } from "./milliseconds.ts";
import { MissingFake } from "./missing-fake.ts";
import type { StepTime } from "./step-time.ts";
import type { StoredValues } from "./stored-values.ts";

export interface Performed {
  readonly key: AttemptKey;
  readonly inputs: JsonObject;
  readonly recording: AttemptRecording;
}

export interface StepRunnerOptions {
  readonly pipelines: readonly Pipeline[];
  /** By step. */
  readonly fakes: ReadonlyMap<string, Fake>;
  readonly found?: Found;
  readonly time: StepTime;
  readonly values: StoredValues;
}

export class StepRunner {
  /** In the order in which they began. */
  readonly performed: Performed[] = [];
  /** Set when a step came up that nothing can run: the run makes no sense any more. */
  missing: Error | undefined;
  readonly #options: StepRunnerOptions;
  readonly #byRun = new Map<string, Performed[]>();

  constructor(options: StepRunnerOptions) {
    this.#options = options;
  }

  performedOf(runId: string): readonly Performed[] {
    return this.#byRun.get(runId) ?? [];
  }

  readonly execute: Execute = (spec, key, cancelled) => {
    const { time, values } = this.#options;
    const recording = new AttemptRecording((saved) => values.store(saved));
    const performed = { key, inputs: spec.inputs, recording };
    this.performed.push(performed);
    const ofRun = this.#byRun.get(key.runId);
    if (ofRun === undefined) this.#byRun.set(key.runId, [performed]);
    else ofRun.push(performed);
    const abort = new AbortController();
    const host = recording.host(key, spec.pipeline, abort.signal);
    const leave = this.#watch(spec, cancelled, abort);
    return time
      .during(() => Promise.race([this.#attempt(spec, host, recording), stopped(abort.signal)]))
      .finally(leave);
  };

  /** Aborts when the attempt is cancelled or out of time. Returns the way to stop that. */
  #watch({ timeoutMs }: AttemptSpec, cancelled: AbortSignal, abort: AbortController): () => void {
    const cancel = () => abort.abort(new DOMException("it was cancelled", "AbortError"));
    const timeOut = () => abort.abort(new DOMException("its time was up", "TimeoutError"));
    cancelled.addEventListener("abort", cancel);
    const timer = timeoutMs === null ? undefined : this.#options.time.clock.after(timeoutMs, timeOut);
    return () => {
      cancelled.removeEventListener("abort", cancel);
      timer?.cancel();
    };
  }

  async #attempt(spec: AttemptSpec, host: StepHost, recording: AttemptRecording): Promise<AttemptOutcome> {
    try {
      const value = await recording.printed.during(() => this.#perform(spec, host));
      return { exitClass: "success", output: value === null ? null : { value } };
    } catch (error) {
      recording.error = error;
      const failure = failureOf(error);
      return { exitClass: failure.exitClass, failure };
    }
  }

  /** What nobody finds is waited for until its time is up. */
  async #find(spec: AttemptSpec, { attempt, signal }: StepHost): Promise<Json> {
    const { found = {}, time } = this.#options;
    const facts = foundBy(found, attempt.task);
    if (facts !== undefined) return { outcome: "ready", at: new Date(time.clock.now()).toISOString(), ...facts };
    this.missing ??= neverFound(attempt.task, spec);
    if (this.missing !== undefined) throw this.missing;
    await time.sleep((spec.timeoutMs ?? 0) + 1, signal);
    throw signal.reason;
  }

  async #perform(spec: AttemptSpec, host: StepHost): Promise<Json> {
    const { pipeline: name, step, declaration, inputs: given } = spec;
    if (declaration.runs.kind === "poll") return this.#find(spec, host);
    const { pipelines, fakes, values } = this.#options;
    const pipeline = pipelines.find((each) => each.name === name);
    const inputs = values.load(given) as Readonly<Record<string, unknown>>;
    const fake = fakes.get(step);
    if (fake !== undefined) {
      const isCheck = declaration.role === "check";
      const result = await fake.body((isCheck ? inputs.subject : inputs) as never, this.#context(host) as never);
      return values.store(isCheck ? verdictOf(result as Report) : result);
    }
    if (pipeline === undefined) throw new Error(`${name} is not among the pipelines`);
    if (declaration.runs.kind === "function") return (await pipeline[programKey].execute(step, inputs, host)) as Json;
    this.missing ??= new MissingFake(host.attempt.task, step, pipeline.spec, new Set(fakes.keys()));
    throw this.missing;
  }

  #context(host: StepHost): FakeContext {
    type Line = FakeContext["log"]["info"];
    const write =
      (level: Parameters<StepHost["log"]>[0]): Line =>
      (message, fields) =>
        host.log(level, message, fields);
    return {
      signal: host.signal,
      attempt: host.attempt,
      metric: (name, value, at) => host.metric(name, value, at?.step),
      progress: (fraction, message) => host.progress(fraction, message),
      log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
      saveCheckpoint: async (path, at) => host.saveCheckpoint?.(path, at?.step),
      checkpoint: host.checkpoint ?? null,
      takes: (duration) => this.#options.time.sleep(milliseconds(duration), host.signal),
    };
  }
}

/** When the attempt is out of time, or cancelled. What its function does from then on counts no more. */
function stopped(signal: AbortSignal): Promise<AttemptOutcome> {
  const { promise, resolve } = Promise.withResolvers<AttemptOutcome>();
  signal.addEventListener("abort", () => {
    // Of a cancelled attempt, its agent says by itself how it ended.
    const { failure } = new AttemptFailure("timeout");
    resolve({ exitClass: failure.exitClass, failure });
  });
  return promise;
}

/** The ways for a check to say it, as one. */
function verdictOf(report: Report): Verdict {
  if (typeof report === "boolean") return { passed: report, problems: [] };
  return "passed" in report ? report : { passed: report.length === 0, problems: report };
}
