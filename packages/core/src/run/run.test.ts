/** The run machine through its public face: random pipelines, random luck, and the shapes that people draw. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apply,
  compile,
  decide,
  defaultLimits,
  type Expression,
  effects,
  type JsonObject,
  type Limits,
  type Node,
  nextWake,
  type PipelineSpec,
  type RunEvent,
  type RunInput,
  type RunState,
  restoreRun,
  runStatuses,
  startRun,
  validateSpec,
} from "../index.ts";

const digest = `sha256:${"0".repeat(64)}` as const;
const number = { type: "number" } as const;
const object = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

/** A run and the world around it: queued tasks are assigned at once, results come as the test says. */
class World {
  state: RunState;
  now = 0;
  readonly events: RunEvent[] = [];

  constructor(spec: PipelineSpec, params: Record<string, never> | object = {}) {
    const created = {
      at: 0,
      type: "RunCreated" as const,
      runId: "r",
      pipeline: spec.name,
      version: digest,
      params: params as never,
      uses: {},
      requestId: null,
      traceparent: null,
    };
    this.state = startRun(compile(spec), created);
    this.events.push(created);
    this.settle();
  }

  feed(input: RunInput, random = 0): readonly RunEvent[] {
    const events = decide(this.state, input, { now: this.now, random });
    for (const event of events) this.state = apply(this.state, event);
    this.events.push(...events);
    if (input.type !== "Advance" && events.length > 0) this.settle();
    return events;
  }

  settle(): void {
    while (this.feed({ type: "Advance" }).length > 0);
  }

  queued(): string[] {
    return [...this.state.tasks].filter(([, task]) => task.state.status === "queued").map(([name]) => name);
  }

  start(task: string): void {
    const state = this.state.tasks.get(task)?.state;
    const attempt = state?.status === "queued" ? state.attempt : 0;
    this.feed({ type: "AssignTask", task, attempt, agent: "a", devices: [], claimed: false });
    this.feed({ type: "ClaimAttempt", task, attempt, agent: "a" });
    this.feed({ type: "ReportRunning", task, attempt, agent: "a" });
  }

  attempt(task: string): number {
    return this.state.tasks.get(task)?.attempts.at(-1)?.number ?? 0;
  }

  succeed(task: string, value: unknown = null): void {
    this.feed({
      type: "ReportResult",
      task,
      attempt: this.attempt(task),
      agent: "a",
      result: { exitClass: "success", output: value === null ? null : { value: value as never } },
    });
  }

  fail(task: string, exitClass: "failure" | "lost" | "oom" | "timeout" | "error" | "cancelled" = "failure"): void {
    const failure = { exitClass, code: "TASK_FAILED", message: "no" };
    this.feed({ type: "ReportResult", task, attempt: this.attempt(task), agent: "a", result: { exitClass, failure } });
  }

  run(task: string, value: unknown = null): void {
    this.start(task);
    this.succeed(task, value);
  }

  status(task: string): string {
    return this.state.tasks.get(task)?.state.status ?? "pending";
  }

  history(): string[] {
    return this.events.map((event) =>
      [event.type, "task" in event ? event.task : "node" in event ? event.node : ""]
        .filter((part) => part !== "" && part !== null)
        .join(" "),
    );
  }
}

const ref = (step: string, ...path: string[]): Expression => ({ kind: "step", step, path });
const literal = (value: unknown): Expression => ({ kind: "literal", value: value as never });

function spec(nodes: readonly Node[], extra: Partial<PipelineSpec> = {}, limits: Limits = defaultLimits): PipelineSpec {
  const steps = {
    work: {
      runs: { kind: "function" as const },
      input: { type: "object", additionalProperties: number },
      output: number,
      limits,
    },
  };
  return { format: 1, name: "p", params: { type: "object", properties: {} }, steps, nodes, ...extra };
}

function step(id: string, input: Record<string, Expression> = {}, scope: string[] = [], more: object = {}): Node {
  return { kind: "step", id, scope, step: "work", input, ...more };
}

describe("a run", () => {
  it("runs a chain in order and hands values on", () => {
    const world = new World(
      spec([step("a"), step("b", { x: ref("a") })], { outputs: { kind: "object", fields: { b: ref("b") } } }),
    );
    expect(world.queued()).toEqual(["a"]);
    world.run("a", 1);
    expect(world.queued()).toEqual(["b"]);
    world.run("b", 2);
    expect(world.state.header).toMatchObject({ status: "succeeded", outputs: { b: 2 } });
  });

  it("waits no longer than any backoff for a retry, if the clock was set back meanwhile", () => {
    const backoff = { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0 };
    const world = new World(
      spec([step("a")], {}, { ...defaultLimits, retries: { ...defaultLimits.retries, backoff } }),
    );
    world.start("a");
    world.now = 3_600_000;
    world.fail("a", "lost");
    world.now -= 59_000;
    world.feed({ type: "TimerFired" });
    expect(world.status("a")).toBe("backing-off");
    world.now -= 1001;
    world.feed({ type: "TimerFired" });
    expect(world.status("a")).toBe("queued");
  });

  it("retries by class: what a machine loses does not eat the user's budget", () => {
    const limits = {
      ...defaultLimits,
      retries: {
        budgets: { failure: 1, oom: 0, timeout: 0, lost: 1, error: 0 },
        backoff: { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.5 },
      },
    };
    const world = new World(spec([step("a")], {}, limits));
    world.start("a");
    world.fail("a", "lost");
    expect(world.status("a")).toBe("backing-off");
    expect(nextWake(world.state)).toBe(1000);
    world.now = 999;
    world.feed({ type: "TimerFired" });
    expect(world.status("a")).toBe("backing-off");
    world.now = 1000;
    world.feed({ type: "TimerFired" });
    world.start("a");
    world.fail("a", "failure");
    world.now = 5000;
    world.feed({ type: "TimerFired" });
    world.start("a");
    world.fail("a", "failure");
    expect(world.status("a")).toBe("failed");
    expect(world.state.header).toMatchObject({
      status: "failed",
      failure: { task: "a", failure: { exitClass: "failure" } },
    });
    expect(world.state.tasks.get("a")?.attempts.map((attempt) => attempt.exitClass)).toEqual([
      "lost",
      "failure",
      "failure",
    ]);
  });

  it("lets the rest finish when one step fails, and skips only what needs it", () => {
    const world = new World(
      spec([
        step("a"),
        step("b"),
        step("after-a", { x: ref("a") }),
        step("after-b", { x: ref("b") }),
        step("both", { x: ref("after-a"), y: ref("b") }),
      ]),
    );
    world.start("a");
    world.fail("a");
    world.run("b", 1);
    world.run("after-b", 1);
    expect(["after-a", "after-b", "both"].map((task) => world.status(task))).toEqual([
      "skipped",
      "succeeded",
      "skipped",
    ]);
    expect(world.state.tasks.get("both")?.state).toMatchObject({ because: "after-a was skipped" });
    expect(world.state.header.status).toBe("failed");
  });

  it("takes one arm of a branch; the join goes on without the other", () => {
    const nodes: Node[] = [
      step("score"),
      {
        kind: "gate",
        id: "quality",
        scope: [],
        subject: ref("score"),
        arms: [
          { name: "high", if: { test: "gte", left: ref("score"), right: literal(0.9) } },
          { name: "otherwise", if: { test: "otherwise" } },
        ],
      },
      step("deploy", { x: { kind: "passed", gate: "quality", arm: "high", of: ref("score") } }, ["quality/high"]),
      step("alert", {}, ["quality/otherwise"]),
      step("report", {
        d: { kind: "arm", branch: "quality", arm: "high", of: ref("deploy") },
        a: { kind: "arm", branch: "quality", arm: "otherwise", of: ref("alert") },
      }),
    ];
    const built = spec(nodes);
    expect(validateSpec(built)).toMatchObject({ ok: true });
    const world = new World(built);
    world.run("score", 0.95);
    expect(world.queued()).toEqual(["deploy"]);
    expect(world.state.controls.get("quality")).toMatchObject({ arm: "high", evidence: { score: 0.95 } });
    world.run("deploy", 7);
    world.run("report", 1);
    expect(world.state.header.status).toBe("succeeded");
    expect(world.history()).toEqual([
      "RunCreated",
      "TaskQueued score",
      "TaskAssigned score",
      "AttemptGranted score",
      "AttemptStarted score",
      "TaskSucceeded score",
      "BranchDecided quality",
      "TaskQueued deploy",
      "TaskAssigned deploy",
      "AttemptGranted deploy",
      "AttemptStarted deploy",
      "TaskSucceeded deploy",
      "TaskQueued report",
      "TaskAssigned report",
      "AttemptGranted report",
      "AttemptStarted report",
      "TaskSucceeded report",
      "RunSucceeded",
    ]);
  });

  it("maps over a list that a step found out, with bounded concurrency, and gathers in order", () => {
    const steps = {
      list: {
        runs: { kind: "function" as const },
        input: { type: "object" },
        output: { type: "array", items: number },
        limits: defaultLimits,
      },
      ...spec([]).steps,
    };
    const nodes: Node[] = [
      { kind: "step", id: "list", scope: [], step: "list", input: {} },
      { kind: "map", id: "each", scope: [], over: ref("list"), concurrency: 2 },
      step("train", { x: { kind: "item", map: "each", path: [] } }, ["each[]"]),
      step("score", { x: ref("train") }, ["each[]"]),
    ];
    const outputs: Expression = { kind: "gather", map: "each", of: ref("score") };
    const world = new World({ ...spec(nodes, { outputs }), steps });
    world.run("list", [10, 20, 30]);
    expect(world.queued()).toEqual(["train[0]", "train[1]"]);
    world.run("train[1]", 2);
    world.run("score[1]", 22);
    expect(world.queued()).toEqual(["train[0]", "train[2]"]);
    world.run("train[2]", 3);
    world.run("score[2]", 33);
    world.run("train[0]", 1);
    world.run("score[0]", 11);
    expect(world.state.header).toMatchObject({ status: "succeeded", outputs: [11, 22, 33] });
  });

  it("goes over an empty list without a task", () => {
    const nodes: Node[] = [
      { kind: "map", id: "each", scope: [], over: literal([]) },
      step("train", {}, ["each[]"]),
      step("after", {}, [], { after: ["each"] }),
    ];
    const world = new World(spec(nodes));
    expect(world.queued()).toEqual(["after"]);
  });

  it("cancels: what is queued ends at once, what runs is told, and nothing new starts", () => {
    const world = new World(spec([step("a"), step("b"), step("c", { x: ref("a") })]));
    world.start("a");
    world.feed({ type: "CancelRun", reason: "enough", cause: "user" });
    expect([world.status("a"), world.status("b")]).toEqual(["running", "cancelled"]);
    expect(world.events.some((event) => event.type === "AttemptCancelRequested" && event.task === "a")).toBe(true);
    world.fail("a", "cancelled");
    expect(world.status("c")).toBe("pending");
    expect(world.state.header.status).toBe("cancelled");
  });

  it("ends a run at its timeout, as timed out and not as cancelled", () => {
    const world = new World(spec([step("a")], { timeoutMs: 5000 }));
    world.start("a");
    expect(nextWake(world.state)).toBe(5000);
    world.now = 5000;
    world.feed({ type: "TimerFired" });
    world.fail("a", "cancelled");
    expect(world.state.header.status).toBe("timed-out");
  });

  it("quarantines a task that two agents died of, unless more losses are granted to it than usual", () => {
    const limitsWith = (lost: number) => ({
      ...defaultLimits,
      retries: {
        budgets: { ...defaultLimits.retries.budgets, lost },
        backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
      },
    });
    const dies = (world: World, attempt: number, how: "agent-died" | "silent" = "agent-died") => {
      world.start("a");
      world.feed({ type: "LoseAttempt", task: "a", attempt, agent: "a", reason: "a came back without it", how });
    };
    const usual = new World(spec([step("a")], {}, limitsWith(3)));
    dies(usual, 1);
    dies(usual, 2, "silent");
    expect(usual.status("a")).toBe("queued");
    dies(usual, 3);
    expect(usual.state.tasks.get("a")?.state).toMatchObject({
      status: "failed",
      failure: { exitClass: "lost", code: "TASK_QUARANTINED", final: true },
    });
    const granted = new World(spec([step("a")], {}, limitsWith(4)));
    for (const attempt of [1, 2, 3, 4]) dies(granted, attempt);
    expect(granted.status("a")).toBe("queued");
  });

  it("counts only the current attempt of the agent that has it", () => {
    const limits = {
      ...defaultLimits,
      retries: { ...defaultLimits.retries, backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 } },
    };
    const world = new World(spec([step("a")], {}, limits));
    world.start("a");
    world.feed({ type: "LoseAttempt", task: "a", attempt: 1, agent: "a", reason: "silent", how: "silent" });
    world.start("a");
    const stale = world.feed({
      type: "ReportResult",
      task: "a",
      attempt: 1,
      agent: "a",
      result: { exitClass: "success", output: { value: 1 } },
    });
    const foreign = world.feed({
      type: "ReportResult",
      task: "a",
      attempt: 2,
      agent: "b",
      result: { exitClass: "success", output: { value: 1 } },
    });
    expect([stale, foreign]).toEqual([[], []]);
    expect(world.status("a")).toBe("running");
  });

  it("takes an assignment back that was never granted, at no cost", () => {
    const world = new World(spec([step("a")]));
    world.feed({ type: "AssignTask", task: "a", attempt: 1, agent: "a", devices: [], claimed: false });
    world.feed({ type: "LoseAttempt", task: "a", attempt: 1, agent: "a", reason: "gone", how: "silent" });
    expect(world.state.tasks.get("a")).toMatchObject({ state: { status: "queued", attempt: 1 }, attempts: [] });
    world.feed({ type: "AssignTask", task: "a", attempt: 1, agent: "b", devices: [], claimed: false });
    world.feed({ type: "ReturnAssignment", task: "a", attempt: 1, agent: "b", reason: "no such device" });
    expect(world.state.tasks.get("a")).toMatchObject({
      state: { status: "backing-off", attempt: 1, until: 500 },
      attempts: [],
    });
  });

  it("grants together with the assignment what the agent claims in advance", () => {
    const world = new World(spec([step("a")]));
    const assign = { type: "AssignTask", task: "a", attempt: 1, agent: "a", devices: [], claimed: true } as const;
    const [assigned, ...more] = world.feed(assign);
    expect(more).toEqual([]);
    expect(effects(assigned as RunEvent).map(({ effect }) => effect)).toEqual(["OfferAttempt", "GrantAttempt"]);
    expect(world.feed({ type: "ReportRunning", task: "a", attempt: 1, agent: "a" })).toHaveLength(1);
  });

  it("takes back what was granted only from whoever knows that it did not start", () => {
    const world = new World(spec([step("a")]));
    const assign = { type: "AssignTask", task: "a", attempt: 1, agent: "a", devices: [], claimed: true } as const;
    const lose = { type: "LoseAttempt", task: "a", attempt: 1, agent: "a", reason: "gone" } as const;
    world.feed(assign);
    world.feed({ ...lose, how: "never-started" });
    expect(world.state.tasks.get("a")).toMatchObject({ state: { status: "queued", attempt: 1 }, attempts: [] });
    world.feed(assign);
    world.feed({ ...lose, how: "silent" });
    expect(world.state.tasks.get("a")).toMatchObject({
      state: { status: "backing-off", attempt: 2 },
      attempts: [{ exitClass: "lost" }],
    });
  });

  it("waits longer for an agent that gives back again and again what it was granted", () => {
    const world = new World(spec([step("a")]));
    world.feed({ type: "AssignTask", task: "a", attempt: 1, agent: "a", devices: [], claimed: true });
    world.feed({ type: "ReturnAssignment", task: "a", attempt: 1, agent: "a", reason: "no such device" });
    world.feed({ type: "AssignTask", task: "a", attempt: 1, agent: "a", devices: [], claimed: true });
    world.feed({ type: "ReturnAssignment", task: "a", attempt: 1, agent: "a", reason: "no such device" });
    expect(world.state.tasks.get("a")?.state).toEqual({ status: "backing-off", attempt: 1, until: 500 });
  });

  it("refuses an output that breaks its schema, naming the field", () => {
    const steps = {
      work: {
        runs: { kind: "function" as const },
        input: { type: "object" },
        output: object({ rows: { type: "integer" } }),
        limits: defaultLimits,
      },
    };
    const world = new World({ ...spec([step("a")]), steps });
    world.run("a", { rows: "many" });
    expect(world.state.tasks.get("a")?.state).toMatchObject({
      status: "failed",
      failure: { code: "TASK_OUTPUT_INVALID", message: expect.stringContaining('output.rows is "many"') },
    });
  });

  it("blocks on a check that says no, whatever the retries, and hands the subject on when it says yes", () => {
    const check = {
      runs: { kind: "function" as const },
      role: "check" as const,
      input: object({ subject: number }),
      limits: {
        ...defaultLimits,
        retries: { ...defaultLimits.retries, budgets: { ...defaultLimits.retries.budgets, failure: 5 } },
      },
    };
    const built = {
      ...spec([
        step("a"),
        { kind: "step", id: "ok", scope: [], step: "check", input: { subject: ref("a") } },
        step("b", { x: ref("ok") }),
      ]),
      steps: { ...spec([]).steps, check },
    } satisfies PipelineSpec;
    const bad = new World(built);
    bad.run("a", 1);
    bad.run("ok", { passed: false, problems: ["3 nulls in tenure"] });
    expect(bad.state.header.failure).toMatchObject({
      task: "ok",
      failure: { code: "CHECK_FAILED", message: "3 nulls in tenure" },
    });
    expect(bad.status("b")).toBe("skipped");
    const good = new World({ ...built, outputs: ref("ok") });
    good.run("a", 1);
    good.run("ok", { passed: true, problems: [] });
    good.run("b", 2);
    expect(good.state.header).toMatchObject({ status: "succeeded", outputs: 1 });
  });

  it("fails a decision that cannot be made, and says on what", () => {
    const nodes: Node[] = [
      step("a"),
      {
        kind: "branch",
        id: "q",
        scope: [],
        arms: [
          {
            name: "go",
            if: { test: "gt", left: { kind: "at", of: literal([1]), key: literal(5) }, right: literal(0) },
          },
        ],
      },
      step("b", {}, ["q/go"], {}),
    ];
    const world = new World(spec(nodes));
    expect(world.state.controls.get("q")).toMatchObject({ kind: "failed", failure: { code: "CONDITION_UNDECIDABLE" } });
    world.run("a", 1);
    expect(world.state.header.status).toBe("failed");
  });
});

/** A random pipeline: steps that read earlier ones, in maps and branches that nest. */
function randomNodes(seed: readonly number[]): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  const pick = (below: number) => (seed[at++ % seed.length] ?? 0) % below;
  const body = (scope: string[], readable: { id: string; expression: Expression }[], depth: number): void => {
    const count = 1 + pick(4);
    for (let index = 0; index < count; index++) {
      const id = `n${nodes.length}`;
      const shape = depth < 2 ? pick(6) : 0;
      if (shape === 4) {
        nodes.push({
          kind: "map",
          id,
          scope,
          over: literal(Array.from({ length: pick(4) }, (_, item) => item)),
          ...(pick(2) === 0 ? { concurrency: 1 + pick(2) } : {}),
        });
        body(
          [...scope, `${id}[]`],
          [...readable, { id: `${id}[]`, expression: { kind: "item", map: id, path: [] } }],
          depth + 1,
        );
      } else if (shape === 5) {
        nodes.push({
          kind: "branch",
          id,
          scope,
          arms: [
            { name: "left", if: { test: "gt", left: literal(pick(2)), right: literal(0) } },
            { name: "right", if: { test: "otherwise" } },
          ],
        });
        body([...scope, `${id}/left`], [...readable], depth + 1);
        if (pick(2) === 0) body([...scope, `${id}/right`], [...readable], depth + 1);
      } else {
        const inputs = Array.from(
          { length: pick(3) },
          (_, input) => [`x${input}`, readable[pick(Math.max(1, readable.length))]?.expression ?? literal(0)] as const,
        );
        nodes.push(
          step(
            id,
            Object.fromEntries(inputs),
            scope,
            index > 0 && pick(4) === 0 && nodes.at(-1)?.scope === scope ? { after: [nodes.at(-1)?.id] } : {},
          ),
        );
        readable.push({ id, expression: ref(id) });
        continue;
      }
      // What comes later in this scope may wait for the whole.
      if (pick(2) === 0) {
        const later = `n${nodes.length}`;
        nodes.push(step(later, {}, scope, { after: [id] }));
        readable.push({ id: later, expression: ref(later) });
      }
    }
  };
  body([], [], 0);
  return nodes;
}

const seeds = fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 });

describe("any run", () => {
  it("ends, starts nothing before its inputs, and can be rebuilt from its records at any point", () => {
    fc.assert(
      fc.property(seeds, fc.infiniteStream(fc.nat(99)), (seed, luck) => {
        const built = spec(randomNodes(seed));
        expect(validateSpec(built)).toMatchObject({ ok: true });
        const world = new World(built);
        const dice = () => luck.next().value as number;
        for (let moves = 0; !runStatuses[world.state.header.status].terminal; moves++) {
          expect(moves).toBeLessThan(2000);
          move(world, dice);
          if (dice() < 10) world.state = restart(world);
        }
        expect([...world.state.queued, ...world.state.backingOff, ...world.state.onAgents]).toEqual([]);
        expect(world.state.header.sequence).toBe(world.events.length);
      }),
      { numRuns: 300 },
    );
  });

  it("skips exactly what depends on the arm that was not taken, when nothing fails", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const nodes = randomNodes(seed);
        const world = new World(spec(nodes));
        for (let queued = world.queued(); queued.length > 0; queued = world.queued())
          for (const task of queued) world.run(task, 1);
        expect(world.state.header.status).toBe("succeeded");
        // Every born instance ran; a node was never born only if an arm or a map around it had nothing for it.
        for (const node of nodes) {
          const isOpen = node.scope.every((scope) => {
            const [owner, arm] = scope.replace("[]", "").split("/");
            const decided = [...world.state.controls.values()].filter((control) => control.node === owner);
            return decided.some((control) =>
              control.kind === "map" ? control.count > 0 : control.kind === "branch" && control.arm === arm,
            );
          });
          expect(world.state.instances.of(node.id).length > 0).toBe(isOpen);
        }
        expect([...world.state.tasks.values()].every((task) => task.state.status === "succeeded")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

/** One random thing happens to a run. */
function move(world: World, dice: () => number): void {
  const tasks = [...world.state.queued, ...world.state.backingOff, ...world.state.onAgents];
  const task = tasks[dice() % Math.max(1, tasks.length)];
  if (task === undefined) return world.settle();
  const { state } = world.state.tasks.get(task) ?? {};
  if (state?.status === "queued") {
    for (const need of world.state.instances.get(task)?.node.needs ?? []) {
      const instance = world.state.instances.get(task);
      expect(instance && world.state.instances.needed(instance, need)?.settled).toBe("succeeded");
    }
    world.start(task);
  } else if (state?.status === "backing-off") {
    world.now = state.until;
    world.feed({ type: "TimerFired" });
  } else if (dice() < 80) world.succeed(task, 1);
  else if (dice() < 5) world.feed({ type: "CancelRun", reason: "luck", cause: "user" });
  else world.fail(task, dice() < 50 ? "lost" : "failure");
}

/** As a coordinator that was killed finds it: nothing but the records. Queued tasks have none until they are assigned. */
function restart(world: World): RunState {
  const { header, plan, tasks, controls } = world.state;
  const kept = [...tasks.values()].filter((task) => task.state.status !== "queued" || task.attempts.length > 0);
  const copy = JSON.parse(JSON.stringify({ header, kept, controls: [...controls.values()] }));
  const state = restoreRun(plan, copy.header, copy.kept, copy.controls);
  const probe = new Map([...state.tasks].map(([name, task]) => [name, task.state.status]));
  for (const [name, task] of tasks) if (probe.has(name)) expect(probe.get(name)).toBe(task.state.status);
  const rebuilt = world;
  rebuilt.state = state;
  world.settle();
  return world.state;
}
