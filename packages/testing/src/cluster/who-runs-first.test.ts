/** Pools, keys, priorities and the answer to "why is it waiting", on the production engine; and all of it after a fail-over. */
import { defaultLimits, type PipelineSpec, type StepDeclaration, type StepNode } from "@troupe/core";
import { describe, expect, it } from "vitest";
import type { Execute } from "./simulated-agent.ts";
import { SimulatedCluster } from "./simulated-cluster.ts";

const empty = { type: "object", properties: {}, additionalProperties: false } as const;
const params = { type: "object", properties: { to: { type: "string" } }, additionalProperties: false } as const;

function pipelineOf(
  name: string,
  options: {
    readonly limits?: Partial<StepDeclaration["limits"]>;
    readonly node?: Partial<StepNode>;
    readonly more?: Partial<PipelineSpec>;
    readonly isChain?: boolean;
  } = {},
): PipelineSpec {
  const runs = { kind: "command", argv: ["work"] } as const;
  const step = { kind: "step", scope: [], step: "work", input: {} } as const;
  return {
    format: 1,
    name,
    params,
    steps: { work: { runs, input: empty, limits: { ...defaultLimits, ...options.limits } } },
    nodes: [
      { ...step, id: "work", ...options.node },
      ...(options.isChain ? [{ ...step, id: "after", after: ["work"] } as const] : []),
    ],
    ...options.more,
  };
}

/** Steps end when a test says so, by run. */
class Stage {
  readonly started: string[] = [];
  readonly #ends = new Map<string, () => void>();

  readonly execute: Execute = async (_spec, { runId, task }) => {
    this.started.push(`${runId} ${task}`);
    await new Promise<void>((resolve) => this.#ends.set(`${runId} ${task}`, resolve));
    return { exitClass: "success", output: null };
  };

  end(runId: string, task = "work"): void {
    const end = this.#ends.get(`${runId} ${task}`);
    if (end === undefined) throw new Error(`${task} of ${runId} has not started`);
    end();
  }
}

async function open(specs: readonly PipelineSpec[], pools: Readonly<Record<string, number>> = {}, cpus = 64) {
  const stage = new Stage();
  const cluster = new SimulatedCluster({ execute: stage.execute });
  const engine = await cluster.startCoordinator();
  for (const [name, slots] of Object.entries(pools)) await engine.pools.set(name, { slots });
  await cluster.addAgent({ id: "a1", capacity: { millicpus: cpus * 1000, memoryBytes: 2 ** 36, gpus: 0 } });
  for (const spec of specs) await engine.pipelines.apply(spec, null);
  const submit = async (pipeline: string, options: { to?: string; priority?: number } = {}): Promise<string> => {
    const { to, ...more } = options;
    const { header } = await cluster.engine.runs.create({ pipeline, params: to === undefined ? {} : { to }, ...more });
    await cluster.clock.advance(100);
    return header.runId;
  };
  const status = async (runId: string) => (await cluster.engine.runs.tasks(runId, { limit: 1 }))[0]?.status;
  return { cluster, stage, submit, status };
}

async function failOver(cluster: SimulatedCluster): Promise<void> {
  cluster.killCoordinator();
  await cluster.startCoordinator();
  for (const agent of cluster.agents) await agent.connect(cluster.engine);
  await cluster.clock.advance(100);
}

describe("a pool", () => {
  const slow = pipelineOf("slow", { limits: { pool: { name: "db", slots: 1 } } });

  it("is held from assignment to release, also under the next leader", async () => {
    const { cluster, stage, submit, status } = await open([slow], { db: 2 });
    const [first = "", second = "", third = ""] = [await submit("slow"), await submit("slow"), await submit("slow")];
    expect(await status(third)).toBe("queued");
    expect(await cluster.engine.pools.list()).toMatchObject([{ name: "db", slots: 2, used: 2, waiting: 1 }]);
    await failOver(cluster);
    expect(await cluster.engine.pools.get("db")).toMatchObject({ slots: 2, used: 2, waiting: 1 });
    expect(await status(third)).toBe("queued");
    stage.end(first);
    await cluster.clock.advance(2000);
    expect(await status(third)).toBe("running");
    expect(stage.started).toEqual([first, second, third].map((runId) => `${runId} work`));
  });

  it("that is made smaller starts nothing until it fits", async () => {
    const { cluster, stage, submit, status } = await open([slow], { db: 2 });
    const [first = "", second = "", third = ""] = [await submit("slow"), await submit("slow"), await submit("slow")];
    await cluster.engine.pools.set("db", { slots: 1 });
    stage.end(first);
    await cluster.clock.advance(2000);
    expect(await status(third)).toBe("queued");
    expect((await cluster.engine.runs.explain(third)).summary).toBe(
      `waits for 1 slot of pool "db": 1 of 1 are held, by work of run ${second}`,
    );
    stage.end(second);
    await cluster.clock.advance(2000);
    expect(await status(third)).toBe("running");
  });

  it("that is not there is refused when a pipeline is applied or run, and said in a plan", async () => {
    const { cluster } = await open([]);
    const { engine } = cluster;
    expect((await engine.pipelines.plan(slow, null)).warnings.join()).toContain('there is no pool "db"');
    await expect(engine.pipelines.apply(slow, null)).rejects.toMatchObject({
      code: "POOL_NOT_FOUND",
      problems: [{ field: 'steps["work"].limits.pool', message: 'there is no pool "db"' }],
    });
    await engine.pools.set("db", { slots: 1 });
    await engine.pipelines.apply(slow, null);
    await engine.pools.delete("db");
    await expect(engine.runs.create({ pipeline: "slow", params: {} })).rejects.toMatchObject({
      code: "POOL_NOT_FOUND",
    });
  });

  it("stays while it is used, and is refused with slots that are no number", async () => {
    const { cluster, submit } = await open([slow], { db: 1 });
    await submit("slow");
    await expect(cluster.engine.pools.delete("db")).rejects.toMatchObject({ code: "POOL_IN_USE" });
    await expect(cluster.engine.pools.set("db", { slots: 0.5 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(cluster.engine.pools.get("nothing")).rejects.toMatchObject({ code: "POOL_NOT_FOUND" });
  });

  it("with fewer slots than a step asks for is named in a plan, and by the task that waits", async () => {
    const wide = pipelineOf("wide", { limits: { pool: { name: "db", slots: 3 } } });
    const { cluster, submit } = await open([wide], { db: 2 });
    expect((await cluster.engine.pipelines.plan(wide, null)).warnings).toEqual([
      'work asks for 3 slots of pool "db", which has 2: it waits until that has more',
    ]);
    const explained = await cluster.engine.runs.explain(await submit("wide"));
    expect(explained).toMatchObject({ cause: "pool", unblocks: ["troupe pool set db --slots 3, or more"] });
    expect(explained.summary).toBe('asks for 3 slots of pool "db", which has 2: it cannot start');
  });
});

describe("a key", () => {
  const deploy = pipelineOf("deploy", {
    node: { concurrency: { key: { kind: "text", parts: ["to-", { kind: "param", path: ["to"] }] }, limit: 1 } },
  });

  it("lets one run at a time do it, also under the next leader", async () => {
    const { cluster, stage, submit, status } = await open([deploy]);
    const first = await submit("deploy", { to: "production" });
    const second = await submit("deploy", { to: "production" });
    const other = await submit("deploy", { to: "staging" });
    await failOver(cluster);
    expect([await status(second), await status(other)]).toEqual(["queued", "running"]);
    expect(await cluster.engine.runs.explain(second, "work")).toMatchObject({
      cause: "key",
      summary: `waits for key "to-production": 1 of 1 run, by work of run ${first}`,
      unblocks: ['a task with the key "to-production" ends'],
    });
    stage.end(first);
    await cluster.clock.advance(2000);
    expect(await status(second)).toBe("running");
  });

  it("is none where what it is made of is absent", async () => {
    const plain = pipelineOf("plain", { node: { concurrency: { key: { kind: "param", path: ["to"] }, limit: 1 } } });
    const { submit, status } = await open([plain]);
    const runs = [await submit("plain"), await submit("plain"), await submit("plain", { to: "x" })];
    expect(await Promise.all(runs.map(status))).toEqual(["running", "running", "running"]);
    expect(await status(await submit("plain", { to: "x" }))).toBe("queued");
  });
});

it("as many tasks of a run, and of a pipeline, are with agents as it says", async () => {
  const step = { kind: "step", scope: [], step: "work", input: {} } as const;
  const nodes = ["a", "b", "c"].map((id) => ({ ...step, id }));
  const wide = pipelineOf("wide", { more: { nodes, maxParallel: { run: 2, pipeline: 3 } } });
  const { cluster, stage, submit } = await open([wide]);
  const [first = "", second = ""] = [await submit("wide"), await submit("wide")];
  expect(stage.started).toEqual([`${first} a`, `${first} b`, `${second} a`]);
  await failOver(cluster);
  expect((await cluster.engine.runs.explain(first, "c")).summary).toBe(
    "waits for a place among the parallel tasks of its run: 2 of 2 run, by a and 1 more",
  );
  expect((await cluster.engine.runs.explain(second, "b")).cause).toBe("max-parallel");
  stage.end(first, "a");
  await cluster.clock.advance(2000);
  expect(stage.started).toHaveLength(4);
});

describe("a priority", () => {
  const one = pipelineOf("one");

  it("is a run's own, its pipeline's, or its step's on top; it can change, and outlives the leader", async () => {
    const urgent = pipelineOf("urgent", { limits: { priority: 5 }, more: { priority: 10 } });
    const { cluster, stage, submit } = await open([one, urgent], {}, 1);
    const running = await submit("one");
    const [late = "", first = "", ofPipeline = "", own = ""] = [
      await submit("one"),
      await submit("one"),
      await submit("urgent"),
      await submit("urgent", { priority: 100 }),
    ];
    await cluster.engine.runs.prioritize(first, 1000);
    await failOver(cluster);
    const priorities = [late, first, ofPipeline, own].map(
      async (runId) => (await cluster.engine.runs.explain(runId)).queue?.priority,
    );
    expect(await Promise.all(priorities)).toEqual([0, 1000, 15, 105]);
    expect((await cluster.engine.runs.get(first)).header.priority).toBe(1000);
    for (const runId of [running, first, own, ofPipeline]) {
      stage.end(runId);
      await cluster.clock.advance(2000);
    }
    expect(stage.started.map((each) => each.split(" ")[0])).toEqual([running, first, own, ofPipeline, late]);
  });

  it("of a run that has ended cannot change", async () => {
    const { cluster, stage, submit } = await open([one]);
    const run = await submit("one");
    stage.end(run);
    await cluster.clock.advance(2000);
    await expect(cluster.engine.runs.prioritize(run, 1)).rejects.toMatchObject({ code: "RUN_ENDED" });
  });
});

describe("why is it waiting", () => {
  it("is answered for what waits for other tasks, for room, for an agent, and for nothing", async () => {
    const { cluster, stage, submit } = await open([pipelineOf("chain", { isChain: true })], {}, 1);
    const running = await submit("chain");
    const explain = (runId: string, task?: string) => cluster.engine.runs.explain(runId, task);
    expect(await explain(running)).toMatchObject({ task: "", summary: "nothing waits: 1 task is with agents" });
    expect(await explain(running, "work")).toMatchObject({ cause: "with-agent", summary: "runs on a1" });
    expect(await explain(running, "after")).toMatchObject({
      cause: "inputs",
      waitsFor: ["work"],
      unblocks: ["work ends"],
    });
    const queued = await submit("chain");
    expect(await explain(queued)).toMatchObject({
      task: "work",
      cause: "room",
      summary: "waits for an agent with room: a1 has 0 cpus free, 1 are needed",
      queue: { place: 1, waiting: 1, agents: [{ agent: "a1", isNever: false }] },
    });
    stage.end(running);
    await cluster.clock.advance(2000);
    stage.end(queued);
    await cluster.clock.advance(2000);
    cluster.agents[0]?.disconnect();
    await cluster.clock.advance(2000);
    const late = await submit("chain");
    expect((await explain(late)).summary).toBe("waits for an agent: no agent is connected");
    await expect(explain(late, "nothing")).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });
  });

  it("says at once that no agent could ever do it", async () => {
    const gpu = pipelineOf("gpu", { limits: { resources: { ...defaultLimits.resources, gpus: 1 } } });
    const { cluster, submit } = await open([gpu]);
    const run = await submit("gpu");
    const sentence = "fits no agent, however long it waits: a1 has 0 GPUs, 1 are needed";
    expect(await cluster.engine.runs.explain(run)).toMatchObject({ cause: "never", summary: sentence });
    expect((await cluster.engine.runs.tasks(run, { limit: 1, names: ["work"] }))[0]?.reason).toBe(sentence);
  });

  it("is answered by a follower as far as it knows", async () => {
    const { cluster, submit } = await open([pipelineOf("one")], {}, 1);
    await submit("one");
    const run = await submit("one");
    const follower = await cluster.startFollower();
    expect(await follower.runs.explain(run)).toMatchObject({ cause: "room", queue: null });
    await expect(follower.pools.set("db", { slots: 1 })).rejects.toMatchObject({ code: "NOT_LEADER" });
    follower.stop();
  });
});
