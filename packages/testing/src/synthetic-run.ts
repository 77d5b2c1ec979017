/** The history of a run as a coordinator would have written it, for tests of what reads histories. */
import type { Failure, Phases, RunEvent, RunEventBody } from "@troupe/core";
import type { FeedEntry } from "@troupe/engine";

export interface SyntheticRunOptions {
  readonly runId?: string;
  readonly pipeline?: string;
  readonly traceparent?: string | null;
  readonly startsAt?: number;
}

export interface SyntheticAttempt {
  readonly number?: number;
  readonly agent?: string;
  /** How long each phase takes. Default: 10 ms, and running 100. */
  readonly durations?: Partial<Record<"queued" | "assigned" | "inputs" | "running" | "outputs" | "reported", number>>;
  /** What the agent's clock shows more than the coordinator's. */
  readonly clockAheadMs?: number;
  /** Instead of success. */
  readonly failure?: Failure;
}

const defaultDurations = { queued: 10, assigned: 10, inputs: 10, running: 100, outputs: 10, reported: 10 };

export class SyntheticRun {
  readonly runId: string;
  readonly pipeline: string;
  readonly events: RunEvent[] = [];
  #now: number;
  #committed = 0;

  constructor(options: SyntheticRunOptions = {}) {
    this.runId = options.runId ?? "01k00000000000000000000000";
    this.pipeline = options.pipeline ?? "churn";
    this.#now = options.startsAt ?? Date.UTC(2026, 0, 1);
    this.add({
      type: "RunCreated",
      runId: this.runId,
      pipeline: this.pipeline,
      version: `sha256:${"0".repeat(64)}`,
      params: {},
      uses: {},
      requestId: null,
      traceparent: options.traceparent ?? null,
    });
  }

  get now(): number {
    return this.#now;
  }

  wait(ms: number): this {
    this.#now += ms;
    return this;
  }

  add(...bodies: readonly RunEventBody[]): this {
    for (const body of bodies) this.events.push({ ...body, at: this.#now });
    return this;
  }

  /** One attempt from its queueing to its result; what follows a failure, a retry or the task's end, is for the test. */
  attempt(task: string, options: SyntheticAttempt = {}): this {
    const { number = 1, agent = "agent-1", failure, clockAheadMs = 0 } = options;
    const durations = { ...defaultDurations, ...options.durations };
    this.add({ type: "TaskQueued", task, attempt: number }).wait(durations.queued);
    this.add({ type: "TaskAssigned", task, attempt: number, agent, devices: [], granted: false });
    this.add({ type: "AttemptGranted", task, attempt: number, agent });
    const offeredAt = this.#now + clockAheadMs;
    const inputsAt = offeredAt + durations.assigned;
    const runningAt = inputsAt + durations.inputs;
    const outputsAt = runningAt + durations.running;
    const phases: Phases = { offeredAt, inputsAt, runningAt, outputsAt, endedAt: outputsAt + durations.outputs };
    this.wait(durations.assigned + durations.inputs).add({ type: "AttemptStarted", task, attempt: number });
    this.wait(durations.running + durations.outputs + durations.reported);
    return failure === undefined
      ? this.add({ type: "TaskSucceeded", task, attempt: number, agent, output: null, phases })
      : this.add({ type: "AttemptFailed", task, attempt: number, agent, failure, phases });
  }

  retry(task: string, nextAttempt: number, delayMs = 50): this {
    this.add({ type: "TaskRetryScheduled", task, attempt: nextAttempt, until: this.#now + delayMs });
    return this.wait(delayMs);
  }

  succeed(): this {
    return this.add({ type: "RunSucceeded", outputs: null });
  }

  /** What was added since the last batch, as one batch. */
  commit(): FeedEntry {
    const events = this.events.slice(this.#committed);
    const first = this.#committed + 1;
    this.#committed = this.events.length;
    return { runId: this.runId, pipeline: this.pipeline, first, events };
  }
}

/** A failure of the user's code. */
export function syntheticFailure(failure: Partial<Failure> = {}): Failure {
  return { exitClass: "failure", code: "EXIT_CODE", message: "exit code 3", exitCode: 3, ...failure };
}
