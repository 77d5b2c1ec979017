/** A task that kills the agent which runs it. */
import { type AttemptOutcome, defaultLimits, type PipelineSpec } from "@troupe/core";
import type { AttemptSpec } from "@troupe/engine";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const runs = (name: string) => ({ runs: { kind: "command" as const, argv: [name] as const }, input: object });
const spec: PipelineSpec = {
  format: 1,
  name: "two",
  params: object,
  steps: {
    poison: { ...runs("poison"), limits: defaultLimits },
    harmless: { ...runs("harmless"), limits: defaultLimits },
  },
  nodes: [
    { kind: "step", id: "poison", scope: [], step: "poison", input: {} },
    { kind: "step", id: "harmless", scope: [], step: "harmless", input: {} },
  ],
};

it("is quarantined after two agents, and what runs beside it ends well", async () => {
  let deaths = 0;
  const execute = ({ step }: AttemptSpec): Promise<AttemptOutcome> => {
    if (step === "harmless") return Promise.resolve({ exitClass: "success", output: null });
    deaths += 1;
    const agent = cluster.agents.find(({ running }) => running > 0);
    agent?.kill();
    cluster.clock.after(1000, () => void agent?.connect(cluster.engine));
    return new Promise(() => undefined);
  };
  const cluster: SimulatedCluster = new SimulatedCluster({ execute });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  await cluster.addAgent({ id: "a1", capacity: { millicpus: 1000, memoryBytes: 2 ** 34, gpus: 0 } });
  const { header } = await engine.runs.create({ pipeline: "two", params: {} });
  await cluster.clock.advance(120_000);
  const tasks = await engine.runs.tasks(header.runId, { limit: 10 });
  expect(tasks.map(({ name, status }) => [name, status])).toEqual([
    ["poison", "failed"],
    ["harmless", "succeeded"],
  ]);
  const poison = tasks[0]?.record;
  expect(poison?.state).toMatchObject({ failure: { code: "TASK_QUARANTINED" } });
  expect(poison?.attempts.map(({ failure }) => failure?.code)).toEqual(["AGENT_DIED", "AGENT_DIED"]);
  expect(deaths).toBe(2);
});
