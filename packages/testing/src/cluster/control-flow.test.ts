/** Loops, maps that stop and finalizers, when coordinators die and people cancel. */
import { type AttemptOutcome, defaultLimits, type Node, type PipelineSpec, type RunEvent } from "@troupe/core";
import { afterEach, describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: {} } as const;
const step = (id: string, scope: string[] = [], input: Record<string, never> | object = {}): Node => ({
  kind: "step",
  id,
  scope,
  step: "work",
  input: input as never,
});
const work = {
  runs: { kind: "command", argv: ["work"] },
  input: object,
  output: { type: "number" },
  limits: defaultLimits,
} as const;
const specOf = (...nodes: Node[]): PipelineSpec => ({
  format: 1,
  name: "p",
  params: { type: "object", properties: {}, additionalProperties: false },
  steps: { work },
  nodes,
});
const finalizer: Node = { kind: "finalizer", id: "end", scope: [], timeoutMs: 600_000 };
const boom: AttemptOutcome = {
  exitClass: "failure",
  failure: { exitClass: "failure", code: "TASK_FAILED", message: "boom" },
};
const done = (value: number): AttemptOutcome => ({ exitClass: "success", output: { value } });

/** Tasks end when the test says so; those of which it says nothing, at once. */
class Stage {
  readonly held = new Map<string, PromiseWithResolvers<AttemptOutcome>>();
  readonly started: string[] = [];
  readonly cluster = new SimulatedCluster({
    execute: async (_, { task }, signal) => {
      this.started.push(task);
      const hold = this.held.get(task);
      if (hold === undefined) return done(this.started.length);
      const aborted = Promise.withResolvers<AttemptOutcome>();
      signal.addEventListener("abort", () => aborted.resolve(boom));
      return await Promise.race([hold.promise, aborted.promise]);
    },
  });
  runId = "";

  hold(...tasks: string[]): void {
    for (const task of tasks) this.held.set(task, Promise.withResolvers());
  }

  async begin(spec: PipelineSpec): Promise<void> {
    await this.cluster.startCoordinator();
    await this.cluster.addAgent({ id: "a1" });
    await this.cluster.engine.pipelines.apply(spec, null);
    this.runId = (await this.cluster.engine.runs.create({ pipeline: "p", params: {} })).header.runId;
  }

  async until(task: string): Promise<void> {
    expect(await this.cluster.clock.runUntil(() => this.started.includes(task), 60_000), task).toBe(true);
  }

  async failOver(): Promise<void> {
    this.cluster.killCoordinator();
    await this.cluster.startCoordinator();
    for (const agent of this.cluster.agents) await agent.connect(this.cluster.engine);
    await this.cluster.clock.advance(100);
  }

  async end(): Promise<string> {
    await this.cluster.clock.advance(60_000);
    return (await this.cluster.engine.runs.get(this.runId)).header.status;
  }

  async statuses(): Promise<Record<string, string>> {
    const tasks = await this.cluster.engine.runs.tasks(this.runId, { limit: 100 });
    return Object.fromEntries(tasks.map(({ name, status }) => [name, status]));
  }
}

let stage = new Stage();
afterEach(() => {
  stage = new Stage();
});

describe("a finalizer", () => {
  it.each(["while the run runs", "while it finalizes"])("runs once if the coordinator dies %s", async (when) => {
    stage.hold("a", "clean-up");
    await stage.begin(specOf(step("a"), finalizer, step("clean-up", ["end/body"])));
    await stage.until("a");
    if (when === "while the run runs") await stage.failOver();
    stage.held.get("a")?.resolve(boom);
    await stage.until("clean-up");
    if (when === "while it finalizes") await stage.failOver();
    expect((await stage.cluster.engine.runs.get(stage.runId)).header).toMatchObject({
      status: "finalizing",
      finalizing: { outcome: "failed" },
    });
    stage.held.get("clean-up")?.resolve(done(1));
    expect(await stage.end()).toBe("failed");
    expect(stage.started).toEqual(["a", "clean-up"]);
  });

  it("runs after a cancel, is not ended by its repetition, and is by a second one", async () => {
    stage.hold("a", "clean-up");
    await stage.begin(specOf(step("a"), step("b"), finalizer, step("clean-up", ["end/body"])));
    await stage.until("a");
    const { runs } = stage.cluster.engine;
    await runs.cancel(stage.runId, "enough");
    await stage.until("clean-up");
    await runs.cancel(stage.runId, "enough");
    expect((await stage.statuses())["clean-up"]).toBe("running");
    await stage.failOver();
    await stage.cluster.clock.advance(11_000);
    await stage.cluster.engine.runs.cancel(stage.runId, "at once");
    expect(await stage.end()).toBe("cancelled");
    expect(await stage.statuses()).toMatchObject({ a: "cancelled", "clean-up": "cancelled" });
  });

  it("is ended at its time, by whoever leads then", async () => {
    stage.hold("clean-up");
    await stage.begin(specOf(step("a"), { ...finalizer, timeoutMs: 30_000 } as Node, step("clean-up", ["end/body"])));
    await stage.until("clean-up");
    await stage.failOver();
    expect(await stage.end()).toBe("failed");
    const { header } = await stage.cluster.engine.runs.get(stage.runId);
    expect(header.failure?.failure).toMatchObject({
      code: "FINALIZER_FAILED",
      message: expect.stringContaining("30 s"),
    });
  });
});

describe("a map that stops", () => {
  const map: Node = { kind: "map", id: "m", scope: [], over: { kind: "literal", value: [1, 2, 3] }, fail: "stop" };

  it("ends what agents run of it, also if the word is lost with the coordinator that gave it", async () => {
    stage.hold("t[0]", "t[1]", "t[2]");
    await stage.begin(specOf(map, step("t", ["m[]"])));
    for (const task of ["t[0]", "t[1]", "t[2]"]) await stage.until(task);
    stage.held.get("t[1]")?.resolve(boom);
    await stage.failOver();
    expect(await stage.end()).toBe("failed");
    expect(await stage.statuses()).toEqual({ "t[0]": "cancelled", "t[1]": "failed", "t[2]": "cancelled" });
  });
});

describe("a loop", () => {
  it("goes on where it was, under another coordinator", async () => {
    const loop: Node = {
      kind: "loop",
      id: "l",
      scope: [],
      start: { kind: "literal", value: 0 },
      next: { kind: "step", step: "round", path: [] },
      until: { test: "gte", left: { kind: "state", loop: "l", path: [] }, right: { kind: "literal", value: 4 } },
      max: 10,
      onLimit: "fail",
    };
    stage.hold("round[1]");
    const reads = { x: { kind: "state", loop: "l", path: [] } };
    await stage.begin({
      ...specOf(loop, step("round", ["l[]"], reads)),
      outputs: { kind: "loop", loop: "l", path: [] },
    });
    await stage.until("round[1]");
    await stage.failOver();
    stage.held.get("round[1]")?.resolve(done(2));
    expect(await stage.end()).toBe("succeeded");
    expect(stage.started).toEqual([0, 1, 2, 3].map((round) => `round[${round}]`));
    const { header } = await stage.cluster.engine.runs.get(stage.runId);
    expect(header.outputs).toEqual({ state: 4, rounds: 4, limited: false });
  });
});

/** What older coordinators, and older histories, know nothing of. */
it("a run without any of this writes nothing of it", async () => {
  await stage.begin(specOf(step("a")));
  expect(await stage.end()).toBe("succeeded");
  const { header } = await stage.cluster.engine.runs.get(stage.runId);
  expect(header.finalizing ?? null).toBeNull();
  const types = new Set<RunEvent["type"]>(["RunFinalizing", "NodeStopped", "LoopContinued", "GroupEntered"]);
  const entries = await stage.cluster.feed.readRun(stage.runId, 0, 100);
  expect(entries.flatMap(({ events }) => events).filter(({ type }) => types.has(type))).toEqual([]);
});
