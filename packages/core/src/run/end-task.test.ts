/** A person ends one task: at once where no agent has it, else when its attempt has ended. */
import { beforeEach, expect, it } from "vitest";
import {
  apply,
  compile,
  decide,
  defaultLimits,
  effects,
  type PipelineSpec,
  type RunEvent,
  type RunInput,
  type RunState,
  restoreRun,
  startRun,
  type TaskEnd,
} from "../index.ts";

const number = { type: "number" } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "p",
  params: { type: "object" },
  steps: { work: { runs: { kind: "function" }, input: { type: "object" }, output: number, limits: defaultLimits } },
  nodes: [
    { kind: "step", id: "a", scope: [], step: "work", input: {} },
    { kind: "step", id: "b", scope: [], step: "work", input: { x: { kind: "step", step: "a", path: [] } } },
  ],
};
const plan = compile(spec);
const origin = { kind: "mark", by: "ada", reason: "it is known" } as const;
const cancelled: TaskEnd = { status: "cancelled", reason: "not today" };
const succeeded: TaskEnd = { status: "succeeded", output: { value: 7 }, origin };
const failed: TaskEnd = {
  status: "failed",
  failure: { exitClass: "failure", code: "MARKED_FAILED", message: "no" },
};

let state: RunState;
let history: RunEvent[];

beforeEach(() => {
  const created = {
    at: 0,
    type: "RunCreated",
    runId: "r",
    pipeline: "p",
    version: `sha256:${"0".repeat(64)}`,
    params: {},
    uses: {},
    requestId: null,
    traceparent: null,
  } as const;
  state = startRun(plan, created);
  history = [];
  advance();
});

function feed(input: RunInput): readonly string[] {
  const events = decide(state, input, { now: 1, random: 0 });
  for (const event of events) state = apply(state, event);
  history.push(...events);
  return events.map(({ type }) => type);
}

function advance(): void {
  while (feed({ type: "Advance" }).length > 0);
}

const key = { task: "a", attempt: 1, agent: "m" } as const;
const start = () => feed({ type: "AssignTask", ...key, devices: [], claimed: true });
const end = (as: TaskEnd) => feed({ type: "EndTask", task: "a", as });
const report = (exitClass: "success" | "cancelled") =>
  feed({
    type: "ReportResult",
    ...key,
    result:
      exitClass === "success"
        ? { exitClass, output: { value: 1 } }
        : { exitClass, failure: { exitClass, code: "CANCELLED", message: "it was told to end" } },
  });

it("a queued task ends at once and leaves the queue", () => {
  expect(end(cancelled)).toEqual(["TaskCancelled"]);
  expect(history.flatMap(effects)).toContainEqual({ effect: "DequeueTask", task: "a" });
  advance();
  expect(state.tasks.get("b")?.state).toMatchObject({ status: "skipped" });
  expect(state.header).toMatchObject({ status: "failed", failure: null });
});

it("what needs a task that was marked runs with the given result", () => {
  expect(end(succeeded)).toEqual(["TaskMarked"]);
  advance();
  expect(state.tasks.get("a")?.state).toMatchObject({ output: { value: 7 }, origin });
  expect([...state.queued]).toEqual(["b"]);
});

it("a task that waits for others may be marked before they have ended", () => {
  feed({ type: "EndTask", task: "b", as: succeeded });
  start();
  report("success");
  advance();
  expect(state.header.status).toBe("succeeded");
});

it.each([
  ["cancelled", cancelled, ["AttemptFailed", "TaskCancelled"]],
  ["marked as succeeded", succeeded, ["AttemptFailed", "TaskMarked"]],
  ["marked as failed", failed, ["AttemptFailed", "TaskFailed"]],
])("a task that is with an agent is %s when its attempt has ended", (_, as, then) => {
  start();
  expect(end(as)).toEqual(["AttemptCancelRequested"]);
  expect(state.tasks.get("a")?.state.status).toBe("assigned");
  feed({ type: "ReportRunning", ...key });
  // What was asked for outlives a change of leader.
  state = restoreRun(plan, state.header, [...state.tasks.values()], []);
  expect(report("cancelled")).toEqual(then);
  expect(state.tasks.get("a")?.state.status).toBe(as.status);
  expect(state.ending.size).toBe(0);
});

it("a result that came before the cancel counts; one that a person replaced does not", () => {
  start();
  end(cancelled);
  expect(report("success")).toEqual(["TaskSucceeded"]);
});

it("a result that a person has replaced does not count", () => {
  start();
  end(succeeded);
  expect(report("success")).toEqual(["AttemptFailed", "TaskMarked"]);
  expect(state.tasks.get("a")?.state).toMatchObject({ output: { value: 7 } });
});

it("an attempt that its agent gives back, or loses, ends the task too", () => {
  start();
  end(cancelled);
  const lost = { type: "LoseAttempt", ...key, reason: "its agent went away" } as const;
  expect(feed({ ...lost, how: "never-started" })).toEqual(["AssignmentReturned", "TaskCancelled"]);
});

it("what has ended stays as it is", () => {
  end(succeeded);
  expect(end(failed)).toEqual([]);
  expect(feed({ type: "EndTask", task: "nobody", as: cancelled })).toEqual([]);
});
