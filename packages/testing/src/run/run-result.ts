/** What a run in memory came to. */
import type { ExitClass, Failure, RunEvent, RunHeader, RunStatus, TaskStatus } from "@troupe/core";
import type { AnyStep, InputOf, OutputOf } from "@troupe/sdk";
import type { Recorded } from "./attempt-recording.ts";

/** One task of a run. What it reported and printed is that of its last attempt. */
export interface RanTask<In = unknown, Out = unknown> extends Recorded {
  /** `"train"`, `"train[0]"`. */
  readonly name: string;
  /** Name of the declaration. */
  readonly step: string;
  readonly status: TaskStatus;
  /** Null if it never started. */
  readonly inputs: In | null;
  /** Null if it has none. */
  readonly output: Out | null;
  readonly failure: Failure | null;
  /** Why it was skipped, what it waits for; empty if there is nothing to say. */
  readonly reason: string;
  readonly attempts: readonly RanAttempt[];
}

export interface RanAttempt extends Recorded {
  /** 1 for the first. */
  readonly number: number;
  readonly agent: string;
  readonly exitClass: ExitClass | null;
  readonly failure: Failure | null;
  /** What the step's function threw, as it is. */
  readonly error: unknown;
  /** In virtual time. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface RunFailure extends Failure {
  /** The first task that failed for good; null if it was the run itself. */
  readonly task: string | null;
}

export function failureOf({ failure, cancel }: RunHeader): RunFailure | null {
  if (failure !== null) return { task: failure.task, ...failure.failure };
  if (cancel?.cause !== "timeout") return null;
  return { task: null, exitClass: "timeout", code: "RUN_TIMED_OUT", message: cancel.reason };
}

export interface RunFacts {
  readonly pipeline: string;
  readonly status: RunStatus;
  readonly outputs: unknown;
  /** By dataset. */
  readonly published: Readonly<Record<string, unknown>>;
  readonly failure: RunFailure | null;
  readonly tasks: readonly RanTask[];
  readonly order: readonly string[];
  readonly events: readonly RunEvent[];
  readonly tookMs: number;
}

export class RunResult<Out = unknown> {
  readonly pipeline: string;
  /** `"succeeded"`, `"failed"`, `"timed-out"`. */
  readonly status: RunStatus;
  readonly failure: RunFailure | null;
  /** What it has published with its success, by the dataset's name: the last of each. */
  readonly published: Readonly<Record<string, unknown>>;
  /** By name, in the order of the definition. */
  readonly tasks: Readonly<Record<string, RanTask>>;
  /** Names of the tasks that started, in the order in which they did. */
  readonly order: readonly string[];
  /** The run's whole history. */
  readonly events: readonly RunEvent[];
  /** Virtual milliseconds from its creation to its end. */
  readonly tookMs: number;
  readonly #outputs: unknown;

  constructor({ tasks, outputs, published, pipeline, status, failure, order, events, tookMs }: RunFacts) {
    this.pipeline = pipeline;
    this.status = status;
    this.failure = failure;
    this.published = published;
    this.tasks = Object.fromEntries(tasks.map((task) => [task.name, task]));
    this.order = order;
    this.events = events;
    this.tookMs = tookMs;
    this.#outputs = outputs;
  }

  /** What the pipeline's body returned. Throws if the run did not succeed, saying why. */
  get outputs(): Out {
    if (this.status === "succeeded") return this.#outputs as Out;
    const { task = null, message = "" } = this.failure ?? {};
    const where = task === null ? "" : `${task}: `;
    throw new Error(
      `there are no outputs: the run of ${this.pipeline} is ${this.status}${this.failure === null ? "" : `: ${where}${message}`}`,
      { cause: task === null ? undefined : this.tasks[task]?.attempts.at(-1)?.error },
    );
  }

  /** A task by its name. Throws if there is none. */
  task(name: string): RanTask {
    const task = this.tasks[name];
    if (task !== undefined) return task;
    throw new Error(`${this.pipeline} has no task "${name}"; its tasks are ${Object.keys(this.tasks).join(", ")}`);
  }

  /** Every task of a step that started, typed by the step, in the order of the definition. */
  tasksOf<S extends AnyStep>(step: S): readonly RanTask<InputOf<S>, OutputOf<S>>[] {
    const found = Object.values(this.tasks).filter((task) => task.step === step.name && task.attempts.length > 0);
    return found as unknown as readonly RanTask<InputOf<S>, OutputOf<S>>[];
  }
}
