/** What one caller, or one run, may not do to the others. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};
const wide: PipelineSpec = {
  ...spec,
  name: "wide",
  nodes: ["a", "b", "c", "d", "e", "f"].map((id) => ({ kind: "step", id, scope: [], step: "work", input: {} })),
};

describe("a question about a task that is not there", () => {
  it("is refused and leaves the run alone, however often it is asked", async () => {
    const failures: object[] = [];
    const cluster = new SimulatedCluster({
      execute: () => new Promise(() => {}),
      log: { info() {}, warn() {}, error: (fields) => void failures.push(fields) },
    });
    await cluster.startCoordinator();
    await cluster.engine.pipelines.apply(spec, null);
    const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
    for (let asked = 0; asked < 5; asked++)
      await expect(cluster.engine.runs.tasks(header.runId, { limit: 1, names: ["frist"] })).rejects.toMatchObject({
        code: "TASK_NOT_FOUND",
      });
    expect(await cluster.engine.runs.get(header.runId)).toMatchObject({ header: { status: "running" } });
    expect(failures).toEqual([]);
  });
});

describe("a run whose actor fails again and again", () => {
  async function quarantined() {
    const failures: object[] = [];
    let poisoned = "";
    const cluster: SimulatedCluster = new SimulatedCluster({
      execute: async () => ({ exitClass: "success", output: null }),
      log: { info() {}, warn() {}, error: (fields) => void failures.push(fields) },
      engine: {
        tracing: {
          traceId: () => "",
          attemptTraceparent(runId) {
            if (runId === poisoned) throw new Error("a bug");
            return null;
          },
        },
      },
    });
    await cluster.startCoordinator();
    for (const each of [wide, spec]) await cluster.engine.pipelines.apply(each, null);
    poisoned = (await cluster.engine.runs.create({ pipeline: "wide", params: {} })).header.runId;
    const agent = await cluster.addAgent({ id: "a1" });
    await cluster.clock.advance(60_000);
    expect(failures.at(-1)).toMatchObject({ run: poisoned, quarantined: true });
    return { cluster, agent, poisoned };
  }

  it("takes no room from the others", async () => {
    const { cluster, poisoned } = await quarantined();
    const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
    await cluster.clock.advance(10_000);
    expect((await cluster.engine.runs.get(header.runId)).header.status).toBe("succeeded");
    // What the store says is with the agent still is.
    const { runs } = await cluster.startFollower();
    const assigned = (await runs.tasks(poisoned, { limit: 10 })).filter(({ status }) => status === "assigned");
    const held = (await cluster.engine.agents.get("a1")).attempts.map(({ task }) => task);
    expect(assigned.map(({ name }) => name)).toEqual(["a", "b", "e", "f"]);
    // Less the one on which it failed for the last time, which was never offered.
    expect(held.toSorted()).toEqual(["a", "b", "e"]);
  });

  it("does not end the engine when an agent that has work of it comes back", async () => {
    const { cluster, agent, poisoned } = await quarantined();
    await agent.connect({
      ...cluster.engine,
      clusterId: cluster.engine.clusterId,
      agents: {
        ...cluster.engine.agents,
        connect: (hello, link) =>
          cluster.engine.agents.connect(
            { ...hello, held: [{ key: { runId: poisoned, task: "a", attempt: 1 }, state: "running" }] },
            link,
          ),
      },
    } as typeof cluster.engine);
    expect(cluster.engine.ended.aborted).toBe(false);
  });
});
