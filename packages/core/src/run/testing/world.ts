/** A run and the world around it, for tests: time stands still, tasks are assigned at once, results come as a test says. */
import { compile } from "../../spec/compile.ts";
import type { PipelineSpec } from "../../spec/pipeline-spec.ts";
import { apply } from "../apply.ts";
import { decide } from "../decide.ts";
import { restoreRun } from "../restore.ts";
import type { RunCreated, RunEvent } from "../run-event.ts";
import type { RunInput } from "../run-input.ts";
import { type RunState, runStatuses } from "../run-state.ts";
import { startRun } from "../start-run.ts";
import type { WaitEnd } from "../waiting-on.ts";

export class World {
  readonly spec: PipelineSpec;
  readonly created: RunCreated & { readonly at: number };
  state: RunState;
  now = 0;
  readonly events: RunEvent[] = [];
  /** Called with each event before it is applied. */
  readonly #watch: (event: RunEvent, state: RunState) => void;

  constructor(spec: PipelineSpec, params: object = {}, watch: (event: RunEvent, state: RunState) => void = () => {}) {
    this.spec = spec;
    this.#watch = watch;
    this.created = {
      at: 0,
      type: "RunCreated",
      runId: "r",
      pipeline: spec.name,
      version: `sha256:${"0".repeat(64)}`,
      params: params as never,
      uses: {},
      requestId: null,
      traceparent: null,
    };
    this.state = startRun(compile(spec), this.created);
    this.events.push(this.created);
    this.settle();
  }

  get isOver(): boolean {
    return runStatuses[this.state.header.status].terminal;
  }

  feed(input: RunInput, random = 0): readonly RunEvent[] {
    const events = decide(this.state, input, { now: this.now, random });
    for (const event of events) {
      this.#watch(event, this.state);
      this.state = apply(this.state, event);
    }
    this.events.push(...events);
    if (input.type !== "Advance" && events.length > 0) this.settle();
    return events;
  }

  settle(): void {
    while (this.feed({ type: "Advance" }).length > 0);
  }

  start(task: string): void {
    const state = this.state.tasks.get(task)?.state;
    const attempt = state?.status === "queued" ? state.attempt : 0;
    this.feed({ type: "AssignTask", task, attempt, agent: "a", devices: [], claimed: true });
    this.feed({ type: "ReportRunning", task, attempt, agent: "a" });
  }

  succeed(task: string, value: unknown = 1): void {
    const result = { exitClass: "success" as const, output: { value: value as never } };
    this.feed({ type: "ReportResult", task, attempt: this.#attempt(task), agent: "a", result });
  }

  fail(task: string, exitClass: "failure" | "lost" | "cancelled" = "failure", message = "no"): void {
    const failure = { exitClass, code: "TASK_FAILED", message };
    this.feed({ type: "ReportResult", task, attempt: this.#attempt(task), agent: "a", result: { exitClass, failure } });
  }

  /** What a waiting task waits for has come, or will not. */
  endWait(task: string, end: WaitEnd = { output: { value: {} } }): void {
    this.feed({ type: "EndWait", task, attempt: this.#attempt(task), end });
  }

  answer(task: string, decision: "approved" | "rejected"): void {
    this.feed({ type: "AnswerApproval", task, answer: { decision, by: "anna", claimed: true, reason: "" } });
  }

  cancel(reason = "enough"): void {
    this.feed({ type: "CancelRun", reason, cause: "user" });
  }

  tick(ms: number): void {
    this.now += ms;
    this.feed({ type: "TimerFired" });
  }

  /** As a coordinator that was killed finds it: nothing but the records. Queued tasks have none until they are assigned. */
  restart(): void {
    const { header, plan, tasks, controls } = this.state;
    const kept = [...tasks.values()].filter((task) => task.state.status !== "queued" || task.attempts.length > 0);
    const copy = JSON.parse(JSON.stringify({ header, kept, controls: [...controls.values()] }));
    this.state = restoreRun(plan, copy.header, copy.kept, copy.controls);
    this.settle();
  }

  /** The state that the history alone makes. */
  replay(): RunState {
    const [, ...rest] = JSON.parse(JSON.stringify(this.events)) as RunEvent[];
    return rest.reduce((state, event) => apply(state, event), startRun(compile(this.spec), this.created));
  }

  #attempt(task: string): number {
    return this.state.tasks.get(task)?.attempts.at(-1)?.number ?? 0;
  }
}
