/**
 * A new leader serves before it has loaded its runs: what somebody speaks of is read by itself, and whatever depends on all
 * of them waits. In these tests the pass over all runs hangs until the test lets it go on.
 */
import { defaultLimits, type Overlap, type PipelineSpec, TroupeError } from "@troupe/core";
import type { StateStore } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import type { SimulatedAgentOptions } from "./simulated-agent.ts";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const taskMs = 10_000;

function spec(name: string, overlap?: Overlap): PipelineSpec {
  const limits = { ...defaultLimits, resources: { ...defaultLimits.resources, millicpus: 3000 } };
  return {
    format: 1,
    name,
    params: object,
    steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits } },
    nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: {} }],
    ...(overlap === undefined ? {} : { overlap }),
  };
}

/** A store whose pass over all runs waits at this gate. */
class Gate {
  #open = Promise.withResolvers<void>();
  /** What the pass fails with, as often as there is something. */
  readonly troubles: TroupeError[] = [];

  constructor() {
    this.#open.resolve();
  }

  close(): void {
    this.#open = Promise.withResolvers();
  }

  open(): void {
    this.#open.resolve();
  }

  readonly store = (inner: StateStore): StateStore =>
    Object.assign(Object.create(inner), {
      commit: inner.commit.bind(inner),
      get: inner.get.bind(inner),
      scan: async (...of: Parameters<StateStore["scan"]>) => {
        const page = await inner.scan(...of);
        if (of[0] !== "runs/") return page;
        await this.#open.promise;
        const trouble = this.troubles.shift();
        if (trouble !== undefined) throw trouble;
        return page;
      },
    });
}

/** `endless`: attempts that end only when they are told to. */
async function setUp(overlap?: Overlap, endless: (attempt: number) => boolean = () => false) {
  const gate = new Gate();
  const cluster: SimulatedCluster = new SimulatedCluster({
    execute: async (_, { attempt }, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (!endless(attempt)) cluster.clock.after(taskMs, resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
      await promise;
      return { exitClass: "success", output: null };
    },
    store: gate.store,
    lostAfterMs: 60_000,
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec("one", overlap), null);
  const create = async () => (await cluster.engine.runs.create({ pipeline: "one", params: {} })).header.runId;
  const status = async (runId: string) => (await cluster.engine.runs.get(runId)).header.status;
  /** Another one leads, which cannot load its runs until the gate is opened. */
  const failOver = async () => {
    gate.close();
    cluster.killCoordinator();
    await cluster.startCoordinator();
  };
  const addAgent = (options: Partial<SimulatedAgentOptions> & { readonly id: string }) => cluster.addAgent(options);
  return { cluster, gate, create, status, failOver, addAgent };
}

describe("of a run that is not loaded", () => {
  it("a result counts", async () => {
    const { cluster, gate, create, status, failOver, addAgent } = await setUp();
    const agent = await addAgent({ id: "a1" });
    const runId = await create();
    await cluster.clock.advance(1000);
    await failOver();
    await agent.connect(cluster.engine);
    await cluster.clock.advance(taskMs + 5000);
    expect(agent.running).toBe(0);
    expect(await status(runId)).toBe("succeeded");
    gate.open();
    await cluster.clock.advance(60_000);
    expect(await status(runId)).toBe("succeeded");
    expect(agent.starts).toHaveLength(1);
  });

  it("a result is acknowledged although the run was sealed before", async () => {
    const { cluster, create, failOver, addAgent } = await setUp();
    let isDeaf = false;
    const agent = await addAgent({ id: "a1", loses: (direction) => direction === "down" && isDeaf });
    await create();
    await cluster.clock.advance(1000);
    isDeaf = true;
    await cluster.clock.advance(taskMs + 60_000);
    expect(agent.running).toBe(1);
    isDeaf = false;
    await failOver();
    await agent.connect(cluster.engine);
    await cluster.clock.advance(5000);
    expect(agent.running).toBe(0);
  });

  it("a cancel is taken, and carried out by the agent that has it", async () => {
    const { cluster, create, status, failOver, addAgent } = await setUp();
    const agent = await addAgent({ id: "a1" });
    const runId = await create();
    await cluster.clock.advance(1000);
    await failOver();
    await agent.connect(cluster.engine);
    expect((await cluster.engine.runs.cancel(runId, "enough")).header.status).toBe("cancelling");
    await cluster.clock.advance(5000);
    expect(await status(runId)).toBe("cancelled");
    expect(agent.running).toBe(0);
  });

  it("a watch shows what it is and what it becomes", async () => {
    const { cluster, create, failOver, addAgent } = await setUp();
    const agent = await addAgent({ id: "a1" });
    const runId = await create();
    await cluster.clock.advance(1000);
    await failOver();
    const seen: string[] = [];
    const watching = (async () => {
      const { signal } = new AbortController();
      for await (const item of cluster.engine.runs.watch(runId, { after: 0, signal }))
        seen.push(item.type === "event" ? item.event.type : item.type);
    })();
    await agent.connect(cluster.engine);
    await cluster.clock.advance(taskMs + 5000);
    await watching;
    expect(seen.at(0)).toBe("snapshot");
    expect(seen.slice(-2)).toEqual(["TaskSucceeded", "RunSucceeded"]);
  });

  it("one that is not there is not found", async () => {
    const { cluster, create, failOver } = await setUp();
    const runId = await create();
    await failOver();
    const { runs } = cluster.engine;
    await expect(runs.get("01aaaaaaaaaaaaaaaaaaaaaaaa")).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await expect(runs.get(`${runId}/task`)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });
});

describe("until all runs are loaded", () => {
  it("nothing is placed: an agent may have more than is known", async () => {
    const { cluster, gate, create, status, failOver, addAgent } = await setUp();
    const agent = await addAgent({ id: "a1" });
    const first = await create();
    const second = await create();
    await cluster.clock.advance(1000);
    expect(agent.starts.map(({ key }) => key.runId)).toEqual([first]);
    await failOver();
    await agent.connect(cluster.engine);
    // It is loaded and ready, and a1 looks empty.
    expect(await status(second)).toBe("running");
    await cluster.clock.advance(5000);
    expect(agent.starts.map(({ key }) => key.runId)).toEqual([first]);
    gate.open();
    await cluster.clock.advance(1000);
    expect(agent.starts.map(({ key }) => key.runId)).toEqual([first]);
    await cluster.clock.advance(taskMs);
    expect(agent.starts.map(({ key }) => key.runId)).toEqual([first, second]);
  });

  it("a run begins at once where others may be under way, and after them where it has to wait", async () => {
    const beside = await setUp();
    await beside.create();
    await beside.failOver();
    expect(await beside.status(await beside.create())).toBe("running");

    const queued = await setUp({ policy: "queue" });
    await queued.create();
    await queued.failOver();
    const creating = queued.create();
    await queued.cluster.clock.advance(1000);
    queued.gate.open();
    expect(await queued.status(await creating)).toBe("waiting");
  });

  it("a run that ends lets nobody begin who has to wait for another one", async () => {
    const { cluster, gate, create, status, failOver, addAgent } = await setUp({ policy: "parallel", limit: 2 });
    const agent = await addAgent({ id: "a1", capacity: { millicpus: 6000, memoryBytes: 2 ** 34, gpus: 0 } });
    const [first, second, third] = [await create(), await create(), await create()];
    await cluster.clock.advance(1000);
    await failOver();
    await agent.connect(cluster.engine);
    expect(await status(third)).toBe("waiting");
    await cluster.engine.runs.cancel(first, "enough");
    await cluster.clock.advance(5000);
    expect([await status(first), await status(third)]).toEqual(["cancelled", "waiting"]);
    gate.open();
    await cluster.clock.advance(1000);
    expect([await status(second), await status(third)]).toEqual(["running", "running"]);
  });

  it("what an agent has is not told, nor what is asked of people", async () => {
    const { cluster, gate, create, failOver, addAgent } = await setUp();
    const agent = await addAgent({ id: "a1" });
    const runId = await create();
    await cluster.clock.advance(1000);
    await failOver();
    await agent.connect(cluster.engine);
    let isTold = false;
    const telling = cluster.engine.agents.get("a1").finally(() => {
      isTold = true;
    });
    await cluster.clock.advance(1000);
    expect(isTold).toBe(false);
    gate.open();
    expect((await telling).attempts).toEqual([{ runId, task: "work", attempt: 1 }]);
  });

  it("a store that does not answer is asked again, and agents are served meanwhile", async () => {
    const { cluster, gate, create, status, failOver, addAgent } = await setUp();
    const agent = await addAgent({ id: "a1" });
    const [first, second] = [await create(), await create()];
    await cluster.clock.advance(1000);
    await failOver();
    gate.troubles.push(new TroupeError("no answer", { code: "STORE_TIMEOUT", reaction: "retry" }));
    gate.open();
    await agent.connect(cluster.engine);
    await cluster.clock.advance(2 * taskMs + 5000);
    expect([await status(first), await status(second)]).toEqual(["succeeded", "succeeded"]);
  });

  it("whoever waits is refused when the leader ends", async () => {
    const { cluster, failOver } = await setUp();
    await failOver();
    const asking = cluster.engine.agents.list({ limit: 10 });
    cluster.killCoordinator();
    await expect(asking).rejects.toMatchObject({ code: "NOT_LEADER" });
  });
});

describe("an agent that came before its runs were loaded", () => {
  it("is not waited for where it has not got any more what it had", async () => {
    const { cluster, gate, create, failOver, addAgent } = await setUp();
    const agent = await addAgent({ id: "a1" });
    await create();
    await cluster.clock.advance(1000);
    expect(agent.running).toBe(1);
    await failOver();
    agent.kill();
    await agent.connect(cluster.engine);
    gate.open();
    await cluster.clock.advance(5000);
    expect(agent.starts.map(({ key }) => key.attempt)).toEqual([1, 2]);
  });

  it("ends what it has and what is not its own any more, before anything new is placed", async () => {
    const { cluster, gate, create, failOver, addAgent } = await setUp(undefined, (attempt) => attempt === 1);
    let isCutOff = false;
    const lost = await addAgent({ id: "a1", loses: () => isCutOff });
    const first = await create();
    await cluster.clock.advance(1000);
    expect(lost.running).toBe(1);
    isCutOff = true;
    // Enough others, so that one that is silent is not most of them.
    const others = [await addAgent({ id: "a2" }), await addAgent({ id: "a3" })];
    await cluster.clock.advance(80_000);
    expect((await cluster.engine.runs.get(first)).header.status).toBe("succeeded");
    expect(others.flatMap(({ starts }) => starts.map(({ key }) => key.attempt))).toEqual([2]);
    isCutOff = false;
    await failOver();
    await lost.connect(cluster.engine);
    await cluster.clock.advance(1000);
    expect(lost.running).toBe(1);
    gate.open();
    await cluster.clock.advance(5000);
    expect(lost.running).toBe(0);
  });
});
