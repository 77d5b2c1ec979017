import type { RunEvent } from "@troupe/core";
import { printTrace, SyntheticRun, syntheticFailure, type TreeSpan, traceProblems } from "@troupe/testing/traces";
import { describe, expect, test } from "vitest";
import { RunTrace } from "./run-trace.ts";
import { defaultSampling } from "./sampling.ts";
import { attemptSpanId } from "./trace-ids.ts";
import type { TraceSpan } from "./trace-span.ts";

const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };

function spansOf(events: readonly RunEvent[], maxTasks = defaultSampling.maxTasks) {
  const trace = new RunTrace({ ...defaultSampling, maxTasks });
  const spans = events.flatMap((event) => trace.apply(event));
  return { spans, trace };
}

function treeSpan(span: TraceSpan): TreeSpan {
  const { traceId, spanId, parent, name, startedAt: startMs, endedAt: endMs } = span;
  return { traceId, spanId, parentSpanId: parent?.spanId ?? null, name, startMs, endMs };
}

function problems(spans: readonly TraceSpan[], callers?: readonly string[]): readonly string[] {
  return traceProblems(spans.map(treeSpan), callers);
}

function named(spans: readonly TraceSpan[], name: string): TraceSpan {
  const [found, ...others] = spans.filter((span) => span.name === name);
  if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} spans are named ${name}`);
  return found;
}

test("a run of steps, a map and a retry is one tree", () => {
  const run = new SyntheticRun().attempt("extract", { durations: { queued: 0, outputs: 0 } });
  run.add({ type: "MapExpanded", node: "each", path: [], count: 2 });
  run.attempt("train[0]", { failure: syntheticFailure() }).retry("train[0]", 2).attempt("train[0]", { number: 2 });
  run.attempt("train[1]").succeed();
  const { spans, trace } = spansOf(run.events);
  expect(problems(spans)).toEqual([]);
  expect(trace.outcome).toBe("traced");
  expect(printTrace(spans.map(treeSpan))).toMatchInlineSnapshot(`
    "RUN churn 630 ms
    ├─ extract 130 ms
    │  ├─ assigned 10 ms
    │  ├─ inputs 10 ms
    │  └─ running 100 ms
    ├─ train 350 ms
    │  ├─ train attempt 1 150 ms
    │  │  ├─ queued 10 ms
    │  │  ├─ assigned 10 ms
    │  │  ├─ inputs 10 ms
    │  │  ├─ running 100 ms
    │  │  └─ outputs 10 ms
    │  └─ train attempt 2 150 ms
    │     ├─ queued 10 ms
    │     ├─ assigned 10 ms
    │     ├─ inputs 10 ms
    │     ├─ running 100 ms
    │     └─ outputs 10 ms
    └─ train 150 ms
       ├─ queued 10 ms
       ├─ assigned 10 ms
       ├─ inputs 10 ms
       ├─ running 100 ms
       └─ outputs 10 ms"
  `);
});

test("the root says what ran and how it went", () => {
  const run = new SyntheticRun().attempt("extract");
  const { spans } = spansOf(run.succeed().events);
  expect(named(spans, "RUN churn")).toMatchObject({
    kind: "server",
    parent: null,
    error: null,
    startedAt: run.events[0]?.at,
    endedAt: run.now,
    attributes: {
      "cicd.pipeline.name": "churn",
      "cicd.pipeline.run.id": run.runId,
      "cicd.pipeline.result": "success",
      "cicd.pipeline.action.name": "RUN",
      "troupe.run.tasks": 1,
    },
  });
});

test("an attempt says where it ran and how it ended", () => {
  const failure = syntheticFailure({
    exitClass: "oom",
    code: "OUT_OF_MEMORY",
    message: "killed at 2 GiB",
    exitCode: 137,
  });
  const run = new SyntheticRun().attempt("train[3]", { failure, agent: "gpu-7" });
  run.add({ type: "TaskFailed", task: "train[3]", failure }, { type: "RunFailed", task: "train[3]", failure });
  const { spans } = spansOf(run.events);
  expect(problems(spans)).toEqual([]);
  expect(named(spans, "train")).toMatchObject({
    kind: "internal",
    error: "killed at 2 GiB",
    attributes: {
      "cicd.pipeline.task.name": "train",
      "cicd.pipeline.task.run.id": "train[3]/1",
      "cicd.pipeline.task.run.result": "failure",
      "cicd.worker.id": "gpu-7",
      "error.type": "OUT_OF_MEMORY",
      "process.exit.code": 137,
      "troupe.task": "train[3]",
      "troupe.attempt": 1,
      "troupe.exit.class": "oom",
    },
  });
  expect(named(spans, "RUN churn")).toMatchObject({
    error: "killed at 2 GiB",
    attributes: { "cicd.pipeline.result": "failure", "error.type": "OUT_OF_MEMORY" },
  });
});

test("a phase under a millisecond is an event of its attempt", () => {
  const run = new SyntheticRun().attempt("extract", { durations: { queued: 0, assigned: 1, inputs: 0 } }).succeed();
  const { spans } = spansOf(run.events);
  expect(spans.map(({ name }) => name)).toEqual(["extract", "assigned", "running", "outputs", "RUN churn"]);
  expect(named(spans, "extract").events).toEqual([
    { name: "queued", at: run.events[1]?.at, attributes: {} },
    { name: "inputs", at: (run.events[1]?.at ?? 0) + 1, attributes: {} },
  ]);
});

test("a step's own spans have a parent, whatever became of the phases", () => {
  const durations = { queued: 0, assigned: 0, inputs: 0, running: 0, outputs: 0, reported: 0 };
  const run = new SyntheticRun().attempt("extract", { durations }).succeed();
  const { spans } = spansOf(run.events);
  expect(spans.map(({ spanId }) => spanId)).toContain(attemptSpanId(run.runId, "extract", 1));
});

test("a run that was started inside a trace is a child there", () => {
  const run = new SyntheticRun({ traceparent: `00-${caller.traceId}-${caller.spanId}-01` })
    .attempt("extract")
    .succeed();
  const { spans } = spansOf(run.events);
  expect(problems(spans, [caller.spanId])).toEqual([]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([caller.traceId]));
  expect(named(spans, "RUN churn").parent).toEqual({ spanId: caller.spanId, remote: true });
});

test("what was skipped or decided is told by the root", () => {
  const run = new SyntheticRun().attempt("extract");
  run.add(
    { type: "BranchDecided", node: "quality", path: [], arm: "staging" },
    { type: "NodeSkipped", node: "deploy", path: [2], because: "quality took staging" },
  );
  const { spans } = spansOf(run.succeed().events);
  expect(problems(spans)).toEqual([]);
  expect(named(spans, "RUN churn").events.map(({ name, attributes }) => ({ name, ...attributes }))).toEqual([
    {
      name: "branch.decided",
      "cicd.pipeline.task.name": "quality",
      "troupe.task": "quality",
      "troupe.branch.arm": "staging",
    },
    {
      name: "task.skipped",
      "cicd.pipeline.task.name": "deploy",
      "cicd.pipeline.task.run.result": "skip",
      "troupe.task": "deploy[2]",
      "troupe.reason": "quality took staging",
    },
  ]);
});

test("a span carries 128 events and counts the others", () => {
  const run = new SyntheticRun();
  for (let index = 0; index < 200; index += 1)
    run.add({ type: "NodeSkipped", node: "deploy", path: [index], because: "no" });
  const root = named(spansOf(run.succeed().events).spans, "RUN churn");
  expect(root.events).toHaveLength(128);
  expect(root.droppedEvents).toBe(72);
});

test("a cancel ends what is queued, what runs, and what waits for a retry", () => {
  const run = new SyntheticRun().attempt("flaky", { failure: syntheticFailure() }).retry("flaky", 2, 0);
  run.add({ type: "TaskQueued", task: "idle", attempt: 1 }, { type: "TaskQueued", task: "busy", attempt: 1 }).wait(5);
  run
    .add({ type: "TaskAssigned", task: "busy", attempt: 1, agent: "agent-1", devices: ["GPU-1"], granted: false })
    .wait(5);
  run.add({ type: "AttemptStarted", task: "busy", attempt: 1 }).wait(50);
  const reason = "ada said so";
  run.add({ type: "RunCancelRequested", reason, cause: "user" });
  run.add({ type: "AttemptCancelRequested", task: "busy", attempt: 1, agent: "agent-1", reason }).wait(20);
  run.add(
    { type: "TaskCancelled", task: "flaky", reason },
    { type: "TaskCancelled", task: "idle", reason },
    { type: "TaskCancelled", task: "never-queued", reason },
    {
      type: "AttemptFailed",
      task: "busy",
      attempt: 1,
      agent: "agent-1",
      failure: { exitClass: "cancelled", code: "CANCELLED", message: reason },
    },
    { type: "TaskCancelled", task: "busy", reason },
    { type: "RunCancelled", reason },
  );
  const { spans, trace } = spansOf(run.events);
  expect(problems(spans)).toEqual([]);
  expect(trace.openTasks).toBe(0);
  const results = spans.flatMap(({ name, attributes, error }) =>
    "cicd.pipeline.task.run.result" in attributes
      ? [`${name}: ${attributes["cicd.pipeline.task.run.result"]} ${error ?? "no error"}`]
      : [],
  );
  expect(results).toEqual([
    "flaky attempt 1: failure exit code 3",
    "flaky: cancellation no error",
    "idle: cancellation no error",
    "busy: cancellation no error",
  ]);
  expect(named(spans, "busy").events.map(({ name }) => name)).toEqual(["cancel.requested"]);
  expect(named(spans, "busy").attributes["troupe.devices"]).toEqual(["GPU-1"]);
  expect(named(spans, "RUN churn")).toMatchObject({
    error: null,
    attributes: { "cicd.pipeline.result": "cancellation" },
  });
});

test("a run that exceeds its time ends with timeout", () => {
  const run = new SyntheticRun().wait(1000).add({ type: "RunTimedOut", timeoutMs: 1000 });
  expect(named(spansOf(run.events).spans, "RUN churn")).toMatchObject({
    error: "timed out after 1000 ms",
    attributes: { "cicd.pipeline.result": "timeout" },
  });
});

test("an assignment that an agent gives back is an event; the attempt goes on waiting", () => {
  const run = new SyntheticRun().add({ type: "TaskQueued", task: "extract", attempt: 1 }).wait(10);
  run.add({ type: "TaskAssigned", task: "extract", attempt: 1, agent: "full", devices: [], granted: false }).wait(10);
  run
    .add({ type: "AssignmentReturned", task: "extract", attempt: 1, agent: "full", reason: "no room", until: null })
    .wait(10);
  run.add({ type: "TaskAssigned", task: "extract", attempt: 1, agent: "empty", devices: [], granted: false }).wait(10);
  run.add({ type: "TaskSucceeded", task: "extract", attempt: 1, agent: "empty", output: null }).succeed();
  const { spans } = spansOf(run.events);
  expect(problems(spans)).toEqual([]);
  expect(named(spans, "queued").endedAt - named(spans, "queued").startedAt).toBe(30);
  expect(named(spans, "extract")).toMatchObject({
    events: [{ name: "assignment.returned", attributes: { "troupe.reason": "no room" } }],
    attributes: { "cicd.worker.id": "empty" },
  });
});

test("a task that waits without an agent is one span, also where more becomes known, or it is tried again", () => {
  const on = { kind: "run", pipeline: "scoring", wait: true, runId: null, deadline: null } as const;
  const run = new SyntheticRun().add({ type: "TaskWaiting", task: "score", attempt: 1, on }).wait(10);
  run.add({ type: "TaskWaiting", task: "score", attempt: 1, on: { ...on, runId: "c" } }).wait(90);
  run.add({ type: "TaskSucceeded", task: "score", attempt: 1, agent: "", output: null });
  const approval = { kind: "approval", ask: "Go?", deadline: null } as const;
  run.add({ type: "TaskWaiting", task: "release", attempt: 1, on: approval }).wait(50);
  const failure = { exitClass: "timeout", code: "WAIT_TIMED_OUT", message: "too long" } as const;
  run.add({ type: "AttemptFailed", task: "release", attempt: 1, agent: "", failure }).retry("release", 2, 0);
  run.add({ type: "TaskWaiting", task: "release", attempt: 2, on: approval }).wait(20);
  run.add({ type: "TaskSucceeded", task: "release", attempt: 2, agent: "", output: null });
  const { spans, trace } = spansOf(run.succeed().events);
  expect(problems(spans)).toEqual([]);
  expect(trace.openTasks).toBe(0);
  const took = (name: string) => named(spans, name).endedAt - named(spans, name).startedAt;
  expect(took("score")).toBe(100);
  expect([took("release attempt 1"), took("release attempt 2")]).toEqual([50, 20]);
});

test("a coordinator whose clock is behind that of its predecessor does not tear spans from their parents", () => {
  const run = new SyntheticRun().attempt("extract", { failure: syntheticFailure({ exitClass: "lost" }) });
  run.retry("extract", 2).wait(-5000).attempt("extract", { number: 2 }).succeed();
  expect(problems(spansOf(run.events).spans)).toEqual([]);
});

test("an agent whose clock is off does not tear phases from their attempt", () => {
  const run = new SyntheticRun().attempt("extract", { clockAheadMs: 90_000 }).attempt("train", { clockAheadMs: -7 });
  const { spans } = spansOf(run.succeed().events);
  expect(problems(spans)).toEqual([]);
  expect(named(spans, "extract").attributes["troupe.agent.clock_shift_ms"]).toBe(-89_990);
});

describe("a run with more tasks than a trace may have", () => {
  test("is not traced if that is known before the first assignment", () => {
    const run = new SyntheticRun();
    for (let index = 0; index < 11; index += 1) run.add({ type: "TaskQueued", task: `train[${index}]`, attempt: 1 });
    run.add({ type: "TaskAssigned", task: "train[0]", attempt: 1, agent: "agent-1", devices: [], granted: false });
    run.add({ type: "TaskSucceeded", task: "train[0]", attempt: 1, agent: "agent-1", output: null });
    for (let index = 1; index < 11; index += 1) run.add({ type: "TaskCancelled", task: `train[${index}]`, reason: "" });
    const { spans, trace } = spansOf(run.add({ type: "RunCancelled", reason: "" }).events, 10);
    expect(spans).toEqual([]);
    expect(trace.outcome).toBe("too-large");
  });

  test("keeps the attempts that were told to make spans if it grows later, and counts the others", () => {
    const run = new SyntheticRun().attempt("extract").attempt("flaky", { failure: syntheticFailure() });
    run.retry("flaky", 2);
    for (let index = 0; index < 20; index += 1) run.attempt(`train[${index}]`);
    run.attempt("flaky", { number: 2 });
    const { spans, trace } = spansOf(run.succeed().events, 10);
    expect(problems(spans)).toEqual([]);
    expect(trace.outcome).toBe("truncated");
    expect(spans.filter(({ name }) => name === "train")).toHaveLength(8);
    expect(named(spans, "RUN churn").attributes).toMatchObject({
      "troupe.run.tasks": 22,
      "troupe.run.untraced_attempts": 13,
    });
  });

  test("remembers no more tasks than the limit", () => {
    const run = new SyntheticRun();
    for (let index = 0; index < 100; index += 1) run.add({ type: "TaskQueued", task: `train[${index}]`, attempt: 1 });
    expect(spansOf(run.events, 10).trace.openTasks).toBe(10);
  });
});

test("a run whose caller is not sampled is not traced", () => {
  const run = new SyntheticRun({ traceparent: `00-${caller.traceId}-${caller.spanId}-00` })
    .attempt("extract")
    .succeed();
  const { spans, trace } = spansOf(run.events);
  expect(spans).toEqual([]);
  expect(trace.outcome).toBe("unsampled");
});
