/** The production engine under virtual time: what must hold whatever happens to the store, the session and the processes. */
import {
  type AttemptOutcome,
  defaultLimits,
  type Expression,
  type Node,
  type PipelineSpec,
  runStatuses,
} from "@troupe/core";
import type { AttemptKey, AttemptSpec } from "@troupe/engine";
import { SeededEntropy } from "@troupe/engine/adapters";
import { describe, expect, it } from "vitest";
import { SimulatedCluster, type SimulatedClusterOptions } from "./simulated-cluster.ts";
import { UnreliableStateStore } from "./unreliable-store.ts";

const number = { type: "number" } as const;
const limits = {
  ...defaultLimits,
  retries: {
    budgets: { failure: 2, oom: 0, timeout: 0, lost: 50, error: 3 },
    backoff: { initialMs: 100, factor: 2, maxMs: 1000, jitter: 0.2 },
  },
};
const steps = {
  add: {
    runs: { kind: "command" as const, argv: ["add"] },
    input: { type: "object", additionalProperties: number },
    output: number,
    limits,
  },
};
const ref = (step: string): Expression => ({ kind: "step", step, path: [] });
const step = (id: string, input: Record<string, Expression> = {}, scope: string[] = []): Node => ({
  kind: "step",
  id,
  scope,
  step: "add",
  input,
});

/** Extract, three in parallel, gather, a branch. Adds what it gets, and one. */
const diamond: PipelineSpec = {
  format: 1,
  name: "diamond",
  params: { type: "object", properties: { start: { type: "number", default: 1 } }, additionalProperties: false },
  steps,
  nodes: [
    step("first", { x: { kind: "param", path: ["start"] } }),
    { kind: "map", id: "each", scope: [], over: { kind: "literal", value: [10, 20, 30] } },
    step("train", { x: ref("first"), y: { kind: "item", map: "each", path: [] } }, ["each[]"]),
    step("best", {
      a: { kind: "at", of: { kind: "gather", map: "each", of: ref("train") }, key: { kind: "literal", value: 2 } },
    }),
    {
      kind: "branch",
      id: "quality",
      scope: [],
      arms: [
        { name: "high", if: { test: "gt", left: ref("best"), right: { kind: "literal", value: 5 } } },
        { name: "otherwise", if: { test: "otherwise" } },
      ],
    },
    step("deploy", { x: ref("best") }, ["quality/high"]),
    step("alert", {}, ["quality/otherwise"]),
  ],
  outputs: {
    kind: "object",
    fields: { best: ref("best"), deployed: { kind: "arm", branch: "quality", arm: "high", of: ref("deploy") } },
  },
};

/** Adds its inputs and one, after a second. */
function adding(cluster: () => SimulatedCluster, takesMs = 1000) {
  return async ({ inputs }: AttemptSpec, _: AttemptKey, signal: AbortSignal): Promise<AttemptOutcome> => {
    await pause(cluster(), takesMs, signal);
    return {
      exitClass: "success",
      output: { value: Object.values(inputs).reduce<number>((sum, value) => sum + Number(value), 1) },
    };
  };
}

function pause(cluster: SimulatedCluster, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  cluster.clock.after(ms, resolve);
  signal.addEventListener("abort", () => resolve());
  return promise;
}

async function start(options: Partial<SimulatedClusterOptions> = {}, takesMs = 1000): Promise<SimulatedCluster> {
  const cluster: SimulatedCluster = new SimulatedCluster({ execute: adding(() => cluster, takesMs), ...options });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(diamond, null);
  return cluster;
}

async function finish(cluster: SimulatedCluster, runId: string, limitMs = 600_000): Promise<string> {
  for (let waited = 0; waited < limitMs; waited += 500) {
    const { status } = (await timed(cluster, cluster.engine.runs.get(runId))).header;
    if (runStatuses[status].terminal) return status;
    await cluster.clock.advance(500);
  }
  return "never";
}

/** What is asked for may need time to pass (a lost answer is awaited, then asked for again): time passes beside it. */
async function timed<T>(cluster: SimulatedCluster, call: Promise<T>): Promise<T> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  call.then(done, done);
  for (let waited = 0; ; waited += 50) {
    await cluster.clock.advance(0);
    if (isDone) return call;
    if (waited > 100_000) throw new Error("a call never ends");
    await cluster.clock.advance(50);
  }
}

describe("an engine in memory", () => {
  it("runs a pipeline, and seals it where it can be read for ever", async () => {
    const cluster = await start();
    await cluster.addAgent({ id: "a1" });
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    expect(await finish(cluster, header.runId)).toBe("succeeded");
    await cluster.clock.advance(60_000);
    const sealed = await cluster.engine.runs.get(header.runId);
    expect(await cluster.archive.resolve(`runs/${header.runId}`)).toBeDefined();
    expect(sealed.header.outputs).toEqual({ best: 34, deployed: 35 });
    const tasks = await cluster.engine.runs.tasks(header.runId, { limit: 100 });
    expect(tasks.map(({ name, status, reason }) => [name, status, reason])).toEqual([
      ["first", "succeeded", ""],
      ["train[0]", "succeeded", ""],
      ["train[1]", "succeeded", ""],
      ["train[2]", "succeeded", ""],
      ["best", "succeeded", ""],
      ["deploy", "succeeded", ""],
      ["alert", "skipped", "quality took high"],
    ]);
  });

  it("keeps the outputs of a run whose coordinator is killed between its end and its sealing", async () => {
    const cluster = await start();
    const agent = await cluster.addAgent({ id: "a1" });
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    while ((await cluster.engine.runs.get(header.runId)).header.status === "running") await cluster.clock.advance(1);
    expect(await cluster.archive.resolve(`runs/${header.runId}`)).toBeUndefined();
    cluster.killCoordinator();
    await cluster.startCoordinator();
    await agent.connect(cluster.engine);
    const outputs = { best: 34, deployed: 35 };
    expect((await cluster.engine.runs.get(header.runId)).header).toMatchObject({ status: "succeeded", outputs });
    await cluster.clock.advance(60_000);
    expect((await cluster.engine.runs.get(header.runId)).header).toMatchObject({ status: "succeeded", outputs });
  });

  it("finds sealed runs again for a catalog that was lost", async () => {
    const cluster = await start();
    await cluster.addAgent({ id: "a1" });
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    await finish(cluster, header.runId);
    await cluster.clock.advance(60_000);
    cluster.killCoordinator();
    cluster.loseCatalog();
    await cluster.startCoordinator();
    const runs = await cluster.engine.runs.list({ limit: 10 });
    expect(runs.map(({ runId, status }) => [runId, status])).toEqual([[header.runId, "succeeded"]]);
  });

  it("tells a watcher the snapshot and then every event once, in order, to the end", async () => {
    const cluster = await start();
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    const seen: number[] = [];
    const watching = (async () => {
      for await (const item of cluster.engine.runs.watch(header.runId, {
        after: 0,
        signal: new AbortController().signal,
      })) {
        if (item.type === "snapshot") seen.push(item.run.header.sequence);
        if (item.type === "event") seen.push(item.sequence);
      }
    })();
    await cluster.addAgent({ id: "a1" });
    await finish(cluster, header.runId);
    await watching;
    const last = (await cluster.engine.runs.get(header.runId)).header.sequence;
    const first = seen[0] ?? 0;
    expect(seen).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  });

  it("tells whoever only waits for a run nothing of its tasks, live, behind or too late", async () => {
    const cluster = await start();
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    const watch = async (after: number): Promise<readonly string[]> => {
      const told: string[] = [];
      const options = { after, runOnly: true, signal: new AbortController().signal };
      for await (const item of cluster.engine.runs.watch(header.runId, options)) {
        if (item.type === "snapshot") expect(item.tasks).toEqual([]);
        told.push(item.type === "event" ? item.event.type : item.type);
      }
      return told;
    };
    const live = [watch(0), watch(1)];
    await cluster.addAgent({ id: "a1" });
    await finish(cluster, header.runId);
    expect(await Promise.all(live)).toEqual([["snapshot", "RunSucceeded"], ["RunSucceeded"]]);
    expect(await watch(1)).toEqual(["RunSucceeded"]);
    expect(await watch(0)).toEqual(["snapshot"]);
  });

  it("makes one run of a request id, and refuses the id for another body", async () => {
    const cluster = await start();
    const request = { pipeline: "diamond", params: {}, requestId: "r-1" };
    const views = await Promise.all([1, 2, 3].map(() => cluster.engine.runs.create(request)));
    expect(new Set(views.map((view) => view.header.runId)).size).toBe(1);
    const other = cluster.engine.runs.create({ ...request, params: { start: 2 } });
    await expect(other).rejects.toMatchObject({
      code: "REQUEST_ID_REUSED",
      details: { runId: views[0]?.header.runId },
    });
  });

  it("names every param that is wrong", async () => {
    const cluster = await start();
    const wrong = cluster.engine.runs.create({ pipeline: "diamond", params: { start: "one", other: 1 } });
    await expect(wrong).rejects.toMatchObject({
      code: "INVALID_PARAMS",
      problems: [{ field: "params.start", message: 'is "one"' }, { field: "params.other" }],
    });
  });

  it("says why a task waits", async () => {
    const cluster = await start();
    await cluster.addAgent({ id: "small", capacity: { millicpus: 500, memoryBytes: 2 ** 30, gpus: 0 } });
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    await cluster.clock.advance(1000);
    const [task] = await cluster.engine.runs.tasks(header.runId, { limit: 1, names: ["first"] });
    expect(task?.reason).toBe("fits no agent, however long it waits: small has 0.5 cpus, 1 are needed");
  });

  it("cancels what runs, and ends as cancelled", async () => {
    const cluster = await start({}, 60_000);
    await cluster.addAgent({ id: "a1" });
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    await cluster.clock.advance(3000);
    expect((await cluster.engine.runs.cancel(header.runId, "enough")).header.status).toBe("cancelling");
    expect(await finish(cluster, header.runId)).toBe("cancelled");
  });

  it("gives the attempts of a silent agent to another one, and kills them when it is back", async () => {
    const cluster = await start({ lostAfterMs: 10_000 }, 30_000);
    const silent = await cluster.addAgent({ id: "a1" });
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    await cluster.clock.advance(3000);
    silent.disconnect();
    await cluster.addAgent({ id: "a2" });
    await cluster.addAgent({ id: "a3" });
    await cluster.clock.advance(20_000);
    expect(silent.running).toBe(1);
    await silent.connect(cluster.engine);
    expect(silent.running).toBe(0);
    expect(await finish(cluster, header.runId)).toBe("succeeded");
    const [first] = await cluster.engine.runs.tasks(header.runId, { limit: 1, names: ["first"] });
    expect(first?.record?.attempts.map(({ exitClass }) => exitClass)).toEqual(["lost", "success"]);
  });

  it("supersedes nothing while more than half of the agents are silent", async () => {
    const cluster = await start({ lostAfterMs: 10_000 }, 30_000);
    const agents = [await cluster.addAgent({ id: "a1" }), await cluster.addAgent({ id: "a2" })];
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    await cluster.clock.advance(3000);
    for (const agent of agents) agent.disconnect();
    await cluster.clock.advance(60_000);
    for (const agent of agents) await agent.connect(cluster.engine);
    expect(await finish(cluster, header.runId)).toBe("succeeded");
    const tasks = await cluster.engine.runs.tasks(header.runId, { limit: 100 });
    expect(tasks.flatMap((task) => task.record?.attempts ?? []).every(({ exitClass }) => exitClass === "success")).toBe(
      true,
    );
  });

  it("keeps an agent drained over restarts of both, until a person takes it back", async () => {
    const cluster = await start();
    const agent = await cluster.addAgent({ id: "a1" });
    await cluster.engine.agents.drain("a1", true);
    cluster.killCoordinator();
    agent.kill();
    await cluster.startCoordinator();
    expect((await cluster.engine.agents.get("a1")).state).toBe("gone");
    await agent.connect(cluster.engine);
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {} });
    await cluster.clock.advance(10_000);
    expect((await cluster.engine.agents.get("a1")).state).toBe("draining");
    expect(agent.starts).toEqual([]);
    await cluster.engine.agents.drain("a1", false);
    expect(await finish(cluster, header.runId)).toBe("succeeded");
  });

  it("goes on where it was when the coordinator is killed, and the agents' work counts", async () => {
    const cluster = await start({}, 5000);
    const agent = await cluster.addAgent({ id: "a1" });
    const { header } = await cluster.engine.runs.create({ pipeline: "diamond", params: {}, requestId: "r" });
    await cluster.clock.advance(7000);
    cluster.killCoordinator();
    await cluster.clock.advance(10_000);
    await cluster.startCoordinator();
    await agent.connect(cluster.engine);
    expect((await cluster.engine.runs.create({ pipeline: "diamond", params: {}, requestId: "r" })).header.runId).toBe(
      header.runId,
    );
    expect(await finish(cluster, header.runId)).toBe("succeeded");
    // Nothing ran twice: what ran on while nobody led was taken over with its result.
    expect(agent.starts.length).toBe(6);
    expect((await cluster.engine.runs.get(header.runId)).header.outputs).toEqual({ best: 34, deployed: 35 });
  });
});

describe("a cluster with faults", () => {
  const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

  it.each(seeds)("keeps every promise under seed %i", async (seed) => {
    const luck = new SeededEntropy(seed * 7919);
    const cluster: SimulatedCluster = new SimulatedCluster({
      seed,
      lostAfterMs: 8000,
      store: (inner) => new UnreliableStateStore(inner, luck, 0.1),
      execute: (spec, key, signal) => adding(() => cluster, 200 + luck.random() * 4000)(spec, key, signal),
    });
    await timed(cluster, cluster.startCoordinator());
    await timed(cluster, cluster.engine.pipelines.apply(diamond, null));
    const loses = () => luck.random() < 0.1;
    for (const id of ["a1", "a2", "a3"]) await timed(cluster, cluster.addAgent({ id, loses }));
    const runs: string[] = [];
    for (let index = 0; index < 5; index++)
      runs.push(
        (await timed(cluster, cluster.engine.runs.create({ pipeline: "diamond", params: { start: index } }))).header
          .runId,
      );
    for (let fault = 0; fault < 6; fault++) {
      await cluster.clock.advance(luck.random() * 4000);
      const agent = cluster.agents[Math.floor(luck.random() * 3)];
      const dice = luck.random();
      if (dice < 0.3) {
        cluster.killCoordinator();
        await cluster.clock.advance(luck.random() * 5000);
        await timed(cluster, cluster.startCoordinator());
        for (const each of cluster.agents) await timed(cluster, each.connect(cluster.engine));
      } else if (dice < 0.6) {
        agent?.kill();
        await cluster.clock.advance(luck.random() * 12_000);
        await timed(cluster, agent?.connect(cluster.engine) ?? Promise.resolve());
      } else {
        agent?.disconnect();
        await cluster.clock.advance(luck.random() * 12_000);
        await timed(cluster, agent?.connect(cluster.engine) ?? Promise.resolve());
      }
    }
    for (const [index, runId] of runs.entries()) {
      expect(await finish(cluster, runId)).toBe("succeeded");
      expect((await timed(cluster, cluster.engine.runs.get(runId))).header.outputs).toEqual({
        best: index + 33,
        deployed: index + 34,
      });
    }
    // No attempt was started twice, whatever was lost on the way.
    const started = cluster.agents.flatMap((agent) =>
      agent.starts.map(({ key }) => `${key.runId} ${key.task} ${key.attempt}`),
    );
    expect(new Set(started).size).toBe(started.length);
  });
});
