/** What becomes of a task whose attempts fail: retry rules, memory after an oom, the time of all attempts together. */
import { describe, expect, it } from "vitest";
import {
  type AttemptOutcome,
  apply,
  compile,
  decide,
  defaultLimits,
  type Failure,
  type Limits,
  nextWake,
  type PipelineSpec,
  type RetryPolicy,
  type RuleFiring,
  type RunEvent,
  type RunInput,
  type RunState,
  requestOf,
  restoreRun,
  retryDelay,
  startRun,
  validateSpec,
} from "../index.ts";

const digest = `sha256:${"0".repeat(64)}` as const;
const nothing = { type: "object", properties: {}, additionalProperties: false } as const;
const always = { initialMs: 1000, factor: 1, maxMs: 1000, jitter: 0 };
const budgets = { failure: 5, oom: 5, timeout: 5, lost: 5, error: 5 };
const patient: Limits = { ...defaultLimits, retries: { budgets, backoff: always } };

function specOf(limits: Limits, extra: Partial<PipelineSpec["steps"][string]> = {}): PipelineSpec {
  const runs = { kind: "command", argv: ["true"] } as const;
  return {
    format: 1,
    name: "p",
    params: nothing,
    steps: { work: { runs, input: nothing, limits, ...extra } },
    nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: {} }],
  };
}

/** A run of one task, on an agent that takes it at once. */
class Story {
  state: RunState;
  now = 0;
  readonly events: RunEvent[] = [];

  constructor(limits: Limits) {
    const created = {
      at: 0,
      type: "RunCreated" as const,
      runId: "r",
      pipeline: "p",
      version: digest,
      params: {},
      uses: {},
      requestId: null,
      traceparent: null,
    };
    this.state = startRun(compile(specOf(limits)), created);
    this.advance();
  }

  feed(input: RunInput): void {
    for (const event of decide(this.state, input, { now: this.now, random: 0 })) this.take(event);
    this.advance();
  }

  advance(): void {
    for (;;) {
      const events = decide(this.state, { type: "Advance" }, { now: this.now, random: 0 });
      if (events.length === 0) return;
      for (const event of events) this.take(event);
    }
  }

  take(event: RunEvent): void {
    this.events.push(event);
    this.state = apply(this.state, event);
  }

  get task() {
    return this.state.tasks.get("work");
  }

  start(): void {
    const current = this.task?.state;
    if (current?.status !== "queued") throw new Error(`it is ${current?.status}`);
    const key = { task: "work", attempt: current.attempt, agent: "a" };
    this.feed({ type: "AssignTask", ...key, devices: [], claimed: true });
    this.feed({ type: "ReportRunning", ...key });
  }

  end(result: AttemptOutcome): void {
    this.feed({ type: "ReportResult", task: "work", attempt: this.task?.attempts.length ?? 0, agent: "a", result });
  }

  fail(exitClass: Failure["exitClass"], more: Partial<Failure> = {}): void {
    this.end({ exitClass, failure: { exitClass, code: "TASK_FAILED", message: "no", ...more } });
  }

  wait(ms: number): void {
    this.now += ms;
    this.feed({ type: "TimerFired" });
  }

  /** As a successor of this coordinator has it. */
  reload(): void {
    const { plan, header, tasks, controls } = this.state;
    this.state = restoreRun(plan, header, [...tasks.values()], [...controls.values()]);
  }

  last(count: number): string[] {
    return this.events.slice(-count).map(({ type }) => type);
  }
}

describe("which failures are tried again", () => {
  const after = (policy: Partial<RetryPolicy>, failure: Partial<Failure>): boolean => {
    const whole: Failure = { exitClass: "failure", code: "TASK_FAILED", message: "no", ...failure };
    return retryDelay({ ...patient.retries, ...policy }, [], whole, 0) !== undefined;
  };

  it("those with a named exit code, if exit codes are named", () => {
    const only = { only: { exitCodes: [75] } };
    expect(after(only, { exitCode: 75 })).toBe(true);
    expect(after(only, { exitCode: 1 })).toBe(false);
    expect(after(only, {})).toBe(false);
  });

  it("those of a named type, or of one that is a kind of it, with or without its module", () => {
    const only = { only: { errors: ["OSError", "requests.exceptions.Timeout"] } };
    expect(after(only, { errorTypes: ["ConnectionResetError", "ConnectionError", "OSError"] })).toBe(true);
    expect(after(only, { errorTypes: ["requests.exceptions.Timeout"] })).toBe(true);
    expect(after(only, { errorTypes: ["other.Timeout"] })).toBe(false);
    expect(after({ only: { errors: ["Timeout"] } }, { errorTypes: ["other.Timeout"] })).toBe(true);
    expect(after(only, { errorTypes: ["ValueError"] })).toBe(false);
  });

  it("either of both, and never what is named under never", () => {
    const rules = { only: { exitCodes: [75], errors: ["OSError"] }, never: { errors: ["FileNotFoundError"] } };
    expect(after(rules, { exitCode: 75, errorTypes: ["ValueError"] })).toBe(true);
    expect(after(rules, { exitCode: 1, errorTypes: ["FileNotFoundError", "OSError"] })).toBe(false);
  });

  it("and what is not the fault of the code by its own budget", () => {
    expect(after({ only: { exitCodes: [75] } }, { exitClass: "lost" })).toBe(true);
    expect(after({ only: { exitCodes: [75] } }, { exitClass: "oom", exitCode: 137 })).toBe(true);
  });

  it("nothing that calls itself final", () => {
    expect(after({}, { final: true })).toBe(false);
  });
});

describe("memory after an oom", () => {
  const resources = { ...defaultLimits.resources, memoryBytes: 1000 };
  const limits: Limits = {
    ...patient,
    resources,
    retries: { ...patient.retries, memoryOnOom: { factor: 2, maxBytes: 3000 } },
  };

  it("grows with each oom up to the cap, and stands in the record of the attempt", () => {
    const story = new Story(limits);
    for (const exitClass of ["oom", "failure", "oom", "failure"] as const) {
      story.start();
      expect(requestOf(story.state, "work").memoryBytes).toBe(story.task?.attempts.at(-1)?.memoryBytes ?? 1000);
      story.fail(exitClass);
      story.wait(1000);
    }
    expect(story.task?.attempts.map(({ memoryBytes }) => memoryBytes)).toEqual([undefined, 2000, 2000, 3000]);
    story.reload();
    expect(requestOf(story.state, "work").memoryBytes).toBe(3000);
  });
});

describe("the time of all attempts together", () => {
  const limits: Limits = { ...patient, withinMs: 10_000 };

  it("ends a task that waits for an agent", () => {
    const story = new Story(limits);
    expect(nextWake(story.state)).toBe(10_000);
    story.wait(9999);
    expect(story.task?.state.status).toBe("queued");
    story.wait(1);
    expect(story.task?.state).toMatchObject({ status: "failed", failure: { code: "TASK_OUT_OF_TIME" } });
    expect(story.state.header.status).toBe("failed");
  });

  it("does not wait for an attempt that could only begin too late", () => {
    const story = new Story(limits);
    story.start();
    story.now = 9500;
    story.fail("failure");
    expect(story.task?.state).toMatchObject({ status: "failed", failure: { code: "TASK_FAILED" } });
  });

  it("stops what runs, and fails for good when that has ended", () => {
    const story = new Story(limits);
    story.start();
    story.fail("failure");
    story.wait(1000);
    story.start();
    story.wait(9000);
    expect(story.last(1)).toEqual(["AttemptCancelRequested"]);
    expect(story.task?.state.status).toBe("running");
    expect([...story.state.ending]).toEqual(["work"]);
    // It is asked for once, by this coordinator or the next one.
    story.reload();
    story.wait(1000);
    expect(story.last(1)).toEqual(["AttemptCancelRequested"]);
    expect(nextWake(story.state)).toBeUndefined();
    story.fail("cancelled");
    expect(story.last(3)).toEqual(["AttemptFailed", "TaskFailed", "RunFailed"]);
    expect(story.state.header.failure?.failure).toMatchObject({ exitClass: "timeout", code: "TASK_OUT_OF_TIME" });
    expect(story.state.ending.size).toBe(0);
  });

  it("lets a success count that comes before the stop has reached it", () => {
    const story = new Story(limits);
    story.start();
    story.wait(10_000);
    story.end({ exitClass: "success", output: null });
    expect(story.state.header.status).toBe("succeeded");
  });

  it("goes on over a change of the lead, and over an assignment that is given back", () => {
    const story = new Story(limits);
    story.now = 5000;
    const key = { task: "work", attempt: 1, agent: "a" };
    story.feed({ type: "AssignTask", ...key, devices: [], claimed: false });
    story.feed({ type: "ReturnAssignment", ...key, reason: "draining" });
    story.reload();
    expect(story.task).toMatchObject({ dueAt: 10_000, state: { status: "queued" } });
    expect(nextWake(story.state)).toBe(10_000);
  });

  it("grants nothing any more, and leaves the end of a run to the run", () => {
    const story = new Story(limits);
    const key = { task: "work", attempt: 1, agent: "a" };
    story.feed({ type: "AssignTask", ...key, devices: [], claimed: false });
    story.wait(10_000);
    const before = story.events.length;
    story.feed({ type: "ClaimAttempt", ...key });
    expect(story.events.length).toBe(before);
    story.feed({ type: "CancelRun", reason: "enough", cause: "user" });
    story.fail("cancelled");
    expect(story.task?.state.status).toBe("cancelled");
  });
});

describe("what an attempt tells while it runs", () => {
  const checkpoint = { kind: "pt", digest, size: 3, step: 4 } as const;
  const firing: RuleFiring = {
    rule: 0,
    action: "mark",
    metric: "loss",
    value: "NaN",
    step: 3,
    at: 1,
    message: "loss is NaN",
  };
  const key = { task: "work", attempt: 1, agent: "a" };

  it("is the latest checkpoint, which the next attempt goes on from", () => {
    const story = new Story(patient);
    story.start();
    story.feed({ type: "ReportNote", ...key, checkpoint });
    story.feed({ type: "ReportNote", ...key, checkpoint });
    story.fail("failure");
    story.reload();
    story.wait(1000);
    story.start();
    expect(story.events.filter(({ type }) => type === "CheckpointSaved")).toHaveLength(1);
    expect(story.task?.attempts.map(({ from }) => from?.step)).toEqual([undefined, 4]);
  });

  it("comes with the result at the latest, and once", () => {
    const story = new Story(patient);
    story.start();
    story.feed({ type: "ReportNote", ...key, fired: [firing] });
    story.end({ exitClass: "success", output: null, checkpoint, fired: [firing, { ...firing, rule: 1 }] });
    expect(story.last(4)).toEqual(["MetricRuleFired", "CheckpointSaved", "TaskSucceeded", "RunSucceeded"]);
    expect(story.task?.attempts[0]?.fired?.map(({ rule }) => rule)).toEqual([0, 1]);
  });

  it("is nobody's business from an attempt that counts no more", () => {
    const story = new Story(patient);
    story.start();
    story.fail("failure");
    story.feed({ type: "ReportNote", ...key, checkpoint });
    story.feed({ type: "ReportNote", ...key, fired: [firing] });
    expect(story.task?.checkpoint).toBeUndefined();
  });
});

describe("a spec", () => {
  const problems = (limits: Limits, metrics?: readonly string[]) => {
    const checked = validateSpec(specOf(limits, metrics === undefined ? {} : { metrics }));
    return checked.ok ? [] : checked.problems.map(({ field, message }) => `${field} ${message}`);
  };
  const at = 'steps["work"].limits';

  it("is refused where it could never do what it says", () => {
    expect(problems({ ...defaultLimits, watchdog: { stallMs: 1000, action: "restart" } })).toEqual([
      `${at}.watchdog is to restart what stalls, and no attempt is left for that`,
    ]);
    expect(problems({ ...patient, retries: { ...patient.retries, memoryOnOom: { factor: 2 } } })).toEqual([
      `${at}.retries.memoryOnOom has nothing to grow from`,
    ]);
    const rules = [{ metric: "los", when: { test: "nan" }, action: "fail" }] as const;
    expect(problems({ ...defaultLimits, rules }, ["loss"])).toEqual([
      `${at}.rules[0].metric the step reports no metric "los"`,
    ]);
    expect(problems({ ...defaultLimits, rules })).toEqual([]);
  });

  it("is refused where a field makes no sense, by the field", () => {
    const broken = {
      ...patient,
      withinMs: 0,
      rules: [{ metric: "loss", when: { test: "plateau", window: 0, minDelta: 0, goal: "min" }, action: "stop" }],
      retries: { ...patient.retries, only: {}, never: { exitCodes: [0], errors: ["no type"] } },
    } as unknown as Limits;
    expect(problems(broken)).toEqual([
      `${at}.withinMs is 0`,
      `${at}.rules[0].when.window is 0`,
      `${at}.retries.only is empty`,
      `${at}.retries.never.exitCodes[0] is 0`,
      `${at}.retries.never.errors[0] is "no type"`,
    ]);
  });

  it("tells somebody whom it can name", () => {
    const notify = (rule: unknown) => {
      const checked = validateSpec({ ...specOf(defaultLimits), notify: [rule] });
      return checked.ok ? [] : checked.problems.map(({ field }) => field);
    };
    expect(notify({ to: { kind: "slack", connection: "ml" }, on: ["failed"] })).toEqual([]);
    expect(notify({ to: { kind: "email", connection: "email", to: ["a@b.de"] }, on: ["succeeded"] })).toEqual([]);
    expect(notify({ to: { kind: "email", connection: "email", to: ["a b"] }, on: [] })).toEqual([
      "notify[0].on",
      "notify[0].to.to[0]",
    ]);
    expect(notify({ to: { kind: "slack", connection: "https://x" }, on: ["ended"] })).toEqual([
      "notify[0].on[0]",
      "notify[0].to.connection",
    ]);
  });
});
