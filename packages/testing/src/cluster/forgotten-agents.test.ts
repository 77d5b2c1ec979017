/** Agents that are gone for good: machines come and go, and their names with them. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const hourMs = 3_600_000;

async function known(cluster: SimulatedCluster): Promise<readonly string[]> {
  return (await cluster.engine.agents.list({ limit: 10 })).map(({ agentId }) => agentId);
}

it("are forgotten after a day, over restarts, unless a person has drained them", async () => {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  await cluster.startCoordinator();
  for (const id of ["drained", "gone", "here", "here-too", "here-as-well"]) await cluster.addAgent({ id });
  await cluster.engine.agents.drain("drained", true);
  for (const agent of cluster.agents.slice(0, 2)) agent.kill();
  await cluster.clock.advance(12 * hourMs);
  cluster.killCoordinator();
  await cluster.startCoordinator();
  for (const agent of cluster.agents.slice(2)) await agent.connect(cluster.engine);
  await cluster.clock.advance(11 * hourMs);
  expect(await known(cluster)).toContain("gone");
  await cluster.clock.advance(2 * hourMs);
  const remembered = ["drained", "here", "here-as-well", "here-too"];
  expect(await known(cluster)).toEqual(remembered);
  // The store has forgotten it too.
  cluster.killCoordinator();
  await cluster.startCoordinator();
  expect(await known(cluster)).toEqual(remembered);
  await cluster.agents[1]?.connect(cluster.engine);
  expect(await known(cluster)).toContain("gone");
});

it("are remembered while something is with them", async () => {
  const object = { type: "object", properties: {}, additionalProperties: false } as const;
  const spec: PipelineSpec = {
    format: 1,
    name: "one",
    params: object,
    steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
    nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
  };
  const cluster = new SimulatedCluster({ execute: () => new Promise(() => {}) });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const only = await cluster.addAgent({ id: "only" });
  await cluster.engine.runs.create({ pipeline: "one", params: {} });
  await cluster.clock.advance(1000);
  expect(only.running).toBe(1);
  // More than half of the agents: nothing is given up.
  only.disconnect();
  await cluster.clock.advance(48 * hourMs);
  expect(await known(cluster)).toEqual(["only"]);
});
