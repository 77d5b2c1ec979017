/** Steps that wait, through the run machine's public face. */
import { describe, expect, it } from "vitest";
import {
  type ApprovalAnswer,
  apply,
  checkAnswer,
  compile,
  countTasks,
  decide,
  defaultLimits,
  effects,
  type JsonObject,
  type Limits,
  nextWake,
  type PipelineSpec,
  type RunEvent,
  type RunInput,
  type RunState,
  restoreRun,
  startRun,
  type TroupeError,
  validateSpec,
  type WaitingExecutable,
} from "../index.ts";

const minute = 60_000;
const any = { type: "object" } as const;

class World {
  state: RunState;
  now = Date.parse("2026-11-22T12:00:00Z");

  constructor(spec: PipelineSpec) {
    expect(validateSpec(spec)).toMatchObject({ ok: true });
    const named = { runId: "r", pipeline: "p", version: `sha256:${"0".repeat(64)}` as const, params: {}, uses: {} };
    const created = { at: this.now, type: "RunCreated" as const, ...named, requestId: null, traceparent: null };
    this.state = startRun(compile(spec), created);
    this.feed({ type: "Advance" });
  }

  feed(input: RunInput): readonly RunEvent[] {
    const all: RunEvent[] = [];
    for (let next = input; ; next = { type: "Advance" }) {
      const events = decide(this.state, next, { now: this.now, random: 0 });
      for (const event of events) this.state = apply(this.state, event);
      all.push(...events);
      if (events.length === 0) return all;
    }
  }

  /** Time goes on to the next instant that the run has asked for. */
  wake(): readonly RunEvent[] {
    this.now = nextWake(this.state) ?? this.now;
    return this.feed({ type: "TimerFired" });
  }

  task(name = "pause") {
    return this.state.tasks.get(name)?.state;
  }
}

function specOf(
  runs: WaitingExecutable,
  { input = {}, output = any, limits = {} }: { input?: JsonObject; output?: JsonObject; limits?: Partial<Limits> } = {},
): PipelineSpec {
  const declared = { runs, input: any, output, limits: { ...defaultLimits, ...limits } };
  const expressions = Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, { kind: "literal", value } as const]),
  );
  return {
    format: 1,
    name: "p",
    params: any,
    steps: {
      pause: { ...declared, input: { type: "object", additionalProperties: {} } },
      work: { runs: { kind: "command", argv: ["work"] }, input: any, limits: defaultLimits },
    },
    nodes: [
      { kind: "step", id: "pause", scope: [], step: "pause", input: expressions },
      { kind: "step", id: "next", scope: [], step: "work", input: {}, after: ["pause"] },
    ],
  };
}

describe("a step that waits for a time", () => {
  it("asks to be woken then, and no sooner, and is succeeded", () => {
    const world = new World(specOf({ kind: "wait", for: { kind: "duration", ms: 10 * minute } }));
    expect(world.task()).toMatchObject({ status: "waiting", on: { kind: "time", until: world.now + 10 * minute } });
    expect(nextWake(world.state)).toBe(world.now + 10 * minute);
    expect(countTasks(world.state)).toMatchObject({ waiting: 1, pending: 1, running: 0, queued: 0 });
    world.now += minute;
    expect(world.feed({ type: "TimerFired" })).toEqual([]);
    expect(world.wake().map(({ type }) => type)).toEqual(["TaskSucceeded", "TaskQueued"]);
    const at = "2026-11-22T12:10:00.000Z";
    expect(world.task()).toMatchObject({ status: "succeeded", output: { value: { outcome: "ready", at } } });
  });

  it("waits until an instant that its input names, in whatever zone", () => {
    const world = new World(
      specOf({ kind: "wait", for: { kind: "instant" } }, { input: { until: "2026-11-22T14:00:00+01:00" } }),
    );
    expect(world.task()).toMatchObject({ on: { until: Date.parse("2026-11-22T13:00:00Z") } });
  });

  it("fails at once if its input is no instant", () => {
    const world = new World(specOf({ kind: "wait", for: { kind: "instant" } }, { input: { until: "soon" } }));
    expect(world.task()).toMatchObject({ status: "failed", failure: { code: "WAIT_INVALID" } });
    expect(world.task()).toMatchObject({ failure: { message: '"soon" is no instant' } });
    expect(world.state.header.status).toBe("failed");
  });

  it("waits until clocks of a zone show a time of day", () => {
    const at = { kind: "time-of-day", at: "06:00", zone: "Europe/Berlin" } as const;
    const world = new World(specOf({ kind: "wait", for: at }));
    expect(world.task()).toMatchObject({ on: { until: Date.parse("2026-11-23T05:00:00Z") } });
  });

  it("fails at its own deadline with the exit class timeout", () => {
    const wait = { kind: "wait", for: { kind: "duration", ms: 10 * minute } } as const;
    const world = new World(specOf(wait, { limits: { timeoutMs: minute } }));
    world.wake();
    expect(world.task()).toMatchObject({ status: "failed", failure: { exitClass: "timeout", code: "WAIT_TIMED_OUT" } });
    expect(world.state.tasks.get("pause")?.attempts).toMatchObject([{ agent: "", exitClass: "timeout" }]);
  });

  it("goes on at its deadline if it may, and says so", () => {
    const wait = { kind: "wait", for: { kind: "duration", ms: 10 * minute }, onTimeout: "go-on" } as const;
    const world = new World(specOf(wait, { limits: { timeoutMs: minute } }));
    world.wake();
    expect(world.task()).toMatchObject({ status: "succeeded", output: { value: { outcome: "timed-out" } } });
  });

  it("waits anew where its timeouts are tried again", () => {
    const { budgets, backoff } = defaultLimits.retries;
    const retries = { budgets: { ...budgets, timeout: 1 }, backoff };
    const wait = { kind: "wait", for: { kind: "duration", ms: 10 * minute } } as const;
    const world = new World(specOf(wait, { limits: { timeoutMs: minute, retries } }));
    expect(world.wake().map(({ type }) => type)).toEqual(["AttemptFailed", "TaskRetryScheduled"]);
    expect(world.wake().map(({ type }) => type)).toEqual(["TaskWaiting"]);
    expect(world.task()).toMatchObject({ status: "waiting", attempt: 2 });
    expect(world.wake().map(({ type }) => type)).toContain("TaskFailed");
  });

  it("is cancelled with its run, and by the run's timeout", () => {
    const wait = { kind: "wait", for: { kind: "duration", ms: 10 * minute } } as const;
    const cancelled = new World(specOf(wait));
    cancelled.feed({ type: "CancelRun", reason: "enough", cause: "user" });
    expect(cancelled.task()).toMatchObject({ status: "cancelled", reason: "enough" });
    expect(cancelled.state.header.status).toBe("cancelled");
    const late = new World({ ...specOf(wait), timeoutMs: minute });
    late.wake();
    expect(late.state.header.status).toBe("timed-out");
  });
});

const yes: ApprovalAnswer = { decision: "approved", by: "anna", claimed: true, reason: "looks good" };
const no: ApprovalAnswer = { ...yes, decision: "rejected", by: "ben", reason: "too early" };

describe("an approval", () => {
  const ask = { input: { ask: "Release 7?" } };

  it("goes on with what the first person says", () => {
    const world = new World(specOf({ kind: "approval" }, ask));
    expect(world.task()).toMatchObject({ status: "waiting", on: { kind: "approval", ask: "Release 7?" } });
    expect(nextWake(world.state)).toBeUndefined();
    expect(checkAnswer(world.state, "pause", yes)).toBe("open");
    expect(world.feed({ type: "AnswerApproval", task: "pause", answer: yes }).map(({ type }) => type)).toEqual([
      "TaskSucceeded",
      "TaskQueued",
    ]);
    expect(world.task()).toMatchObject({ output: { value: { ...yes, at: "2026-11-22T12:00:00.000Z" } } });
  });

  it("fails if it is rejected, and says by whom and why", () => {
    const world = new World(specOf({ kind: "approval" }, ask));
    world.feed({ type: "AnswerApproval", task: "pause", answer: no });
    const failure = { code: "APPROVAL_REJECTED", message: "ben rejected it: too early", details: { by: "ben" } };
    expect(world.task()).toMatchObject({ status: "failed", failure });
    expect(world.task("next")).toMatchObject({ status: "skipped" });
  });

  it("yields a rejection where its pipeline decides on it", () => {
    const world = new World(specOf({ kind: "approval", onReject: "go-on" }, ask));
    world.feed({ type: "AnswerApproval", task: "pause", answer: no });
    expect(world.task()).toMatchObject({ status: "succeeded", output: { value: { decision: "rejected", by: "ben" } } });
  });

  it.each([
    [yes, { ...no }, 'was approved by anna at 2026-11-22T12:00:00.000Z ("looks good"): the first answer counts.'],
    [yes, { ...yes, by: "ben" }, "was approved by anna"],
    [no, yes, "was rejected by ben"],
  ])("tells who comes second who was first", (first, second, says) => {
    const world = new World(specOf({ kind: "approval" }, ask));
    world.feed({ type: "AnswerApproval", task: "pause", answer: first });
    expect(checkAnswer(world.state, "pause", first)).toBe("given");
    const refused = checkAnswer(world.state, "pause", second);
    expect(refused).toMatchObject({ code: "APPROVAL_ANSWERED", details: { by: first.by } });
    expect((refused as TroupeError).message).toContain(says);
    expect(world.feed({ type: "AnswerApproval", task: "pause", answer: second })).toEqual([]);
  });

  it("takes answers of its approvers alone", () => {
    const world = new World(specOf({ kind: "approval", approvers: ["ben"] }, ask));
    expect(checkAnswer(world.state, "pause", yes)).toMatchObject({ code: "NOT_AN_APPROVER" });
    const ben = { ...yes, by: "ben", claimed: true };
    expect(checkAnswer(world.state, "pause", ben)).toBe("open");
    expect(checkAnswer(world.state, "pause", { ...ben, claimed: false, needsProof: true })).toBe("open");
    const unproven = checkAnswer(world.state, "pause", { ...ben, needsProof: true });
    expect(unproven).toMatchObject({ code: "NOT_AN_APPROVER", message: expect.stringContaining("nothing proves") });
    expect(world.feed({ type: "AnswerApproval", task: "pause", answer: yes })).toEqual([]);
    expect(checkAnswer(world.state, "pause", no)).toBe("open");
  });

  it.each([
    ["approve", { status: "succeeded", output: { value: { decision: "approved", by: null } } }],
    ["reject", { status: "failed", failure: { code: "APPROVAL_REJECTED", message: "nobody answered in time" } }],
  ] as const)("decides at its deadline as it was told: %s", (by, outcome) => {
    const world = new World(specOf({ kind: "approval", default: by }, { ...ask, limits: { timeoutMs: minute } }));
    world.wake();
    expect(world.task()).toMatchObject(outcome);
    const late = checkAnswer(world.state, "pause", yes);
    expect((late as TroupeError).message).toContain("because nobody answered in time");
  });

  it("fails at its deadline if it was told nothing", () => {
    const world = new World(specOf({ kind: "approval" }, { ...ask, limits: { timeoutMs: minute } }));
    world.wake();
    expect(world.task()).toMatchObject({ status: "failed", failure: { exitClass: "timeout" } });
  });

  it("takes no answer before its turn, nor of a step that is none", () => {
    const world = new World(specOf({ kind: "wait", for: { kind: "duration", ms: 1 } }));
    expect(checkAnswer(world.state, "pause", yes)).toMatchObject({ code: "NO_APPROVAL" });
    expect(checkAnswer(world.state, "next", yes)).toMatchObject({ code: "NO_APPROVAL" });
  });
});

describe("a step that triggers a run", () => {
  const trigger = { kind: "trigger", pipeline: "child", wait: true } as const;
  const known: RunInput = { type: "EndWait", task: "pause", attempt: 1, end: { runId: "c" } };

  it("is told which run it is, keeps its place, and yields its outputs", () => {
    const world = new World(specOf(trigger));
    const since = world.task();
    expect(effects({ at: 0, type: "TaskWaiting", task: "pause", attempt: 1, on: onOf(world) })).toEqual([
      { effect: "BeginWait", task: "pause", attempt: 1, on: onOf(world) },
    ]);
    world.now += minute;
    world.feed(known);
    expect(world.task()).toEqual({ ...since, on: { ...onOf(world), runId: "c" } });
    expect(world.state.tasks.get("pause")?.attempts).toHaveLength(1);
    expect(world.feed(known)).toEqual([]);
    const end = { output: { value: { rows: 3 } } };
    const events = world.feed({ type: "EndWait", task: "pause", attempt: 1, end });
    expect(effects(events[0] as RunEvent)).toEqual([{ effect: "EndWait", task: "pause", attempt: 1 }]);
    expect(world.task()).toMatchObject({ status: "succeeded", output: { value: { rows: 3 } } });
  });

  it("fails if the outputs are not what was asked for", () => {
    const world = new World(specOf(trigger, { output: { type: "object", required: ["rows"] } }));
    world.feed({ type: "EndWait", task: "pause", attempt: 1, end: { output: { value: {} } } });
    expect(world.task()).toMatchObject({ status: "failed", failure: { code: "TASK_OUTPUT_INVALID" } });
  });

  it("waits for the run's end when its own run is cancelled", () => {
    const world = new World(specOf(trigger));
    world.feed(known);
    world.feed({ type: "CancelRun", reason: "enough", cause: "user" });
    expect(world.task()).toMatchObject({ status: "waiting", on: { runId: "c", ending: "cancelled" } });
    expect(world.state.header.status).toBe("cancelling");
    const failure = { exitClass: "cancelled", code: "TASK_CANCELLED", message: "" } as const;
    world.feed({ type: "EndWait", task: "pause", attempt: 1, end: { failure } });
    expect(world.task()).toMatchObject({ status: "cancelled", reason: "enough" });
    expect(world.state.header.status).toBe("cancelled");
  });

  it("asks the run to end at its own deadline, once, and fails when it has", () => {
    const world = new World(specOf(trigger, { limits: { timeoutMs: minute } }));
    world.feed(known);
    world.wake();
    expect(world.task()).toMatchObject({ status: "waiting", on: { runId: "c", ending: "timeout" } });
    expect(nextWake(world.state)).toBeUndefined();
  });

  it("hears nothing of an attempt that is over", () => {
    const world = new World(specOf(trigger));
    expect(world.feed({ type: "EndWait", task: "pause", attempt: 2, end: { output: null } })).toEqual([]);
    expect(world.feed({ type: "EndWait", task: "next", attempt: 1, end: { output: null } })).toEqual([]);
  });
});

it("is as it was after its records were read again, and wakes at the same instant", () => {
  const world = new World(specOf({ kind: "wait", for: { kind: "duration", ms: 10 * minute } }));
  const { plan, header, tasks, controls } = world.state;
  const restored = restoreRun(plan, header, [...tasks.values()], [...controls.values()]);
  expect(nextWake(restored)).toBe(nextWake(world.state));
  expect([...restored.waiting]).toEqual(["pause"]);
  world.state = restored;
  world.wake();
  expect(world.task()).toMatchObject({ status: "succeeded" });
});

it.each([
  [{ kind: "wait", for: { kind: "whenever" } }, 'steps["pause"].runs.for.kind is "whenever"'],
  [{ kind: "wait", for: { kind: "time-of-day", at: "6am", zone: "UTC" } }, 'runs.for.at is "6am"'],
  [{ kind: "wait", for: { kind: "time-of-day", at: "06:00", zone: "Berlin" } }, 'runs.for.zone is "Berlin"'],
  [{ kind: "wait", for: { kind: "instant" }, onTimeout: "stop" }, 'runs.onTimeout is "stop"'],
  [{ kind: "approval", approvers: [] }, "runs.approvers is empty"],
  [{ kind: "approval", default: "maybe" }, 'runs.default is "maybe"'],
  [{ kind: "trigger", pipeline: "Child", wait: true }, 'runs.pipeline is "Child"'],
  [{ kind: "trigger", pipeline: "child" }, "runs.wait is missing"],
])("refuses %j", (runs, says) => {
  const checked = validateSpec(specOf(runs as never));
  const problems = checked.ok ? [] : checked.problems.map(({ field, message }) => `${field} ${message}`);
  expect(problems.join("\n")).toContain(says);
});

function onOf(world: World) {
  const task = world.task();
  if (task?.status !== "waiting") throw new Error("it does not wait");
  return task.on;
}
