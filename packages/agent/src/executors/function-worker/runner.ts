/** Runs the attempts of one worker, as many at a time as it is given. */
import type { StopReason } from "../../ports/executor.ts";
import type { StepSpans } from "../../ports/step-spans.ts";
import { CodedError, failureOf } from "./failure.ts";
import { hostOf, type RunRequest, type SaveAnswer, Saves } from "./host.ts";
import { jsonProblem } from "./json-problem.ts";
import type { Program } from "./programs.ts";
import type { ReportWriter } from "./report-writer.ts";
import { type RunScope, runScopes } from "./run-scope.ts";
import type { RunNumber } from "./wire.ts";

export class Runner {
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #reports: ReportWriter;
  readonly #saves: Saves;
  readonly #spans: StepSpans;
  readonly #running = new Map<RunNumber, RunScope>();

  constructor(programs: ReadonlyMap<string, Program>, reports: ReportWriter, spans: StepSpans) {
    this.#programs = programs;
    this.#reports = reports;
    this.#spans = spans;
    this.#saves = new Saves(reports);
  }

  run(request: RunRequest): void {
    const scope: RunScope = {
      run: request.run,
      environment: { ...request.environment },
      abort: new AbortController(),
      fail: (error) => this.#failed(request.run, error),
    };
    this.#running.set(request.run, scope);
    runScopes.run(scope, () => {
      const execute = () => this.#execute(request, scope.abort.signal);
      this.#spans.within(request.environment.TRACEPARENT, execute).then(
        (output) => this.#done(request.run, output),
        (error: unknown) => this.#failed(request.run, error),
      );
    });
  }

  abort(run: RunNumber, reason: StopReason): void {
    const { message, name } = abortReasons[reason];
    this.#running.get(run)?.abort.abort(new DOMException(message, name));
  }

  saved(answer: SaveAnswer): void {
    this.#saves.answered(answer);
  }

  /** An error that no attempt of its own can be blamed for is blamed on the only one there is, if there is only one. */
  uncaught(error: unknown): boolean {
    const [only] = this.#running.size === 1 ? this.#running.values() : [];
    const scope = runScopes.getStore() ?? only;
    scope?.fail(error);
    return scope !== undefined;
  }

  async #execute(request: RunRequest, signal: AbortSignal): Promise<unknown> {
    const { attempt, inputs } = request;
    const program = this.#programs.get(attempt.pipeline);
    if (program === undefined) throw unknownPipeline(attempt.pipeline, [...this.#programs.keys()]);
    const host = hostOf(request, signal, this.#reports, this.#saves);
    const output = (await program.execute(attempt.step, inputs, host)) ?? null;
    const problem = jsonProblem(output, "output");
    if (problem === undefined) return output;
    throw new CodedError("TASK_OUTPUT_INVALID", problem);
  }

  #done(run: RunNumber, output: unknown): void {
    if (!this.#running.has(run)) return;
    const isTold = this.#reports.send({ type: "done", run, output });
    if (isTold) this.#running.delete(run);
    else
      this.#failed(
        run,
        new CodedError("TASK_OUTPUT_TOO_LARGE", "the output is too large; make the large part an artifact"),
      );
  }

  #failed(run: RunNumber, error: unknown): void {
    if (!this.#running.delete(run)) return;
    const { text, ...failure } = failureOf(error);
    this.#reports.send({ type: "log", run, stream: "stderr", text });
    this.#reports.send({ type: "failed", run, ...failure });
  }
}

/** As what the function sees its signal aborted with. */
const abortReasons = {
  cancelled: { name: "AbortError", message: "it was cancelled" },
  timeout: { name: "TimeoutError", message: "its time was up" },
  stalled: { name: "TimeoutError", message: "it made no progress" },
  rule: { name: "AbortError", message: "a rule about its metrics ended it" },
} as const satisfies Record<StopReason, { readonly name: string; readonly message: string }>;

function unknownPipeline(name: string, known: readonly string[]): CodedError {
  return new CodedError(
    "PIPELINE_NOT_FOUND",
    `this code has no pipeline ${name}; it has ${known.join(", ") || "none"}`,
  );
}
