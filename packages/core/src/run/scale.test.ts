/** What large runs cost: each settled task as much as those that wait for it, each look at a run as much as the run. */
import { describe, expect, it, vi } from "vitest";
import { compile, countTasks, decide, defaultLimits, type Node, type PipelineSpec, type RunState } from "../index.ts";
import { apply } from "./apply.ts";
import { Instances } from "./instances.ts";
import { startRun } from "./start-run.ts";
import { World } from "./testing/world.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const list = { kind: "literal", value: [] } as const;
const never = { test: "holds", of: { kind: "literal", value: false } } as const;
const step = (id: string, scope: string[] = [], after: string[] = []): Node => ({
  kind: "step",
  id,
  scope,
  step: "work",
  input: {},
  after,
});

function specOf(nodes: readonly Node[]): PipelineSpec {
  const steps = { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } } as const;
  return { format: 1, name: "large", params: object, steps, nodes };
}

describe("a step that a map inside of its map waits for", () => {
  it("lets its own rounds go, without looking at those of all the others", () => {
    const rounds = 8000;
    const inner = 10;
    const nodes: Node[] = [
      { kind: "map", id: "outer", scope: [], over: list },
      step("first", ["outer[]"]),
      { kind: "map", id: "inner", scope: ["outer[]"], over: list },
      step("second", ["outer[]", "inner[]"], ["first"]),
    ];
    const instances = new Instances(compile(specOf(nodes)).root);
    const began = process.threadCpuUsage();
    instances.expand(find(instances, "outer"), rounds, rounds);
    for (let round = 0; round < rounds; round++) instances.expand(find(instances, `inner[${round}]`), inner, inner);
    for (let round = 0; round < rounds; round++) {
      const before = instances.ready.size;
      instances.settle(find(instances, `first[${round}]`), "succeeded");
      expect(instances.ready.size - before).toBe(inner - 1);
    }
    // Looking at all of them takes half a minute, and this a fraction of a second.
    expect(process.threadCpuUsage(began).user / 1000).toBeLessThan(5000);
  });
});

describe("the tasks of arms that were not taken", () => {
  it("are counted in one look at what was decided", () => {
    const branches = Array.from({ length: 50 }, (_, index): Node[] => [
      { kind: "branch", id: `way-${index}`, scope: [], arms: [{ name: "never", if: never }] },
      step(`untaken-${index}`, [`way-${index}/never`]),
    ]).flat();
    const state = begin(specOf([...branches, step("last")]));
    expect(state.controls.size).toBe(50);
    const looks = vi.spyOn(state.controls, "values");
    expect(countTasks(state)).toMatchObject({ queued: 1, skipped: 50, pending: 0 });
    expect(looks).toHaveBeenCalledTimes(1);
  });
});

describe("a map of 10,000 items", () => {
  const items = Array.from({ length: 10_000 }, (_, item) => item);
  const over = { kind: "literal", value: items } as const;
  const map = (more: object): Node => ({ kind: "map", id: "m", scope: [], over, ...more });

  it("is stopped in one look at what is in it, and taken up from its records in another", () => {
    const world = new World(
      specOf([map({ fail: "stop" }), step("t", ["m[]"]), step("u", ["m[]"], ["t"]), step("z", [], ["m"])]),
    );
    expect(world.state.queued.size).toBe(items.length);
    const began = process.threadCpuUsage();
    world.start("t[5000]");
    world.fail("t[5000]");
    expect(world.state.header.status).toBe("failed");
    expect(countTasks(world.state)).toMatchObject({ failed: 1, skipped: 2, cancelled: 19_998 });
    world.restart();
    expect(countTasks(world.state)).toMatchObject({ failed: 1, skipped: 2, cancelled: 19_998 });
    // Looking at all rounds for each of them takes minutes.
    expect(process.threadCpuUsage(began).user / 1000).toBeLessThan(5000);
  });

  it("opens each round as another ends, whatever failed", () => {
    const world = new World(
      specOf([map({ fail: "continue", concurrency: 10 }), step("t", ["m[]"]), step("z", [], ["m"])]),
    );
    const began = process.threadCpuUsage();
    for (let [task] = world.state.queued; task !== undefined && task !== "z"; [task] = world.state.queued) {
      world.start(task);
      if (task.endsWith("7]")) world.fail(task);
      else world.succeed(task);
    }
    expect(world.state.queued).toEqual(new Set(["z"]));
    expect(process.threadCpuUsage(began).user / 1000).toBeLessThan(10_000);
  });
});

describe("a loop of 1,000 rounds", () => {
  it("costs each round the same", () => {
    const state = { kind: "state", loop: "l", path: [] } as const;
    const until = { test: "gte", left: state, right: { kind: "literal", value: 1e9 } } as const;
    const loop: Node = {
      kind: "loop",
      id: "l",
      scope: [],
      start: { kind: "literal", value: 0 },
      next: state,
      until,
      max: 1000,
      onLimit: "take-last",
    };
    const world = new World(specOf([loop, step("t", ["l[]"])]));
    for (let [task] = world.state.queued; task !== undefined; [task] = world.state.queued) {
      world.start(task);
      world.succeed(task);
    }
    expect(world.state.header.status).toBe("succeeded");
    expect(world.state.tasks.size).toBe(1000);
    world.restart();
    expect(world.state.instances.of("t")).toHaveLength(1000);
  });
});

function find(instances: Instances, name: string) {
  const found = instances.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  instances.take(found);
  return found;
}

function begin(spec: PipelineSpec): RunState {
  const version = `sha256:${"0".repeat(64)}` as const;
  let state = startRun(compile(spec), {
    type: "RunCreated",
    at: 0,
    runId: "r",
    pipeline: spec.name,
    version,
    params: {},
    uses: {},
    requestId: null,
    traceparent: null,
  });
  for (let events = decide(state, { type: "Advance" }, moment); events.length > 0; ) {
    for (const event of events) state = apply(state, event);
    events = decide(state, { type: "Advance" }, moment);
  }
  return state;
}

const moment = { now: 0, random: 0 };
