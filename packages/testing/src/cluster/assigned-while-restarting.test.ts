/** A task that is given to an agent while its run is read from the store anew, and says again that it is queued. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const step = (millicpus: number) => ({
  runs: { kind: "command", argv: ["work"] } as const,
  input: object,
  limits: { ...defaultLimits, resources: { ...defaultLimits.resources, millicpus } },
});
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { large: step(3000), small: step(1000) },
  nodes: [
    { kind: "step", id: "large", scope: [], step: "large", input: {} },
    { kind: "step", id: "small", scope: [], step: "small", input: {} },
  ],
};

it("has its room once, and is tried again elsewhere when its agent dies", async () => {
  let failures = 0;
  const cluster = new SimulatedCluster({
    execute: async (_, { task }) => {
      if (task === "small") await new Promise(() => {});
      return { exitClass: "success", output: null };
    },
    lostAfterMs: 10_000,
    log: {
      info() {},
      warn() {},
      error() {
        failures += 1;
      },
    },
    engine: {
      tracing: {
        traceId: () => "",
        // A bug, in the moment in which the first task is offered.
        attemptTraceparent() {
          if (failures === 0) throw new Error("a bug");
          return null;
        },
      },
    },
  });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  const { header } = await engine.runs.create({ pipeline: "one", params: {} });
  const agent = await cluster.addAgent({ id: "a1", capacity: { millicpus: 3000, memoryBytes: 2 ** 34, gpus: 0 } });
  await cluster.clock.advance(5000);
  expect(agent.starts.map(({ key }) => key.task)).toEqual(["small", "large"]);
  expect(failures).toBe(1);
  expect((await engine.agents.get("a1")).allocated.millicpus).toBe(1000);
  // Enough others, so that one that dies is not most of them.
  const others = [];
  for (const id of ["a2", "a3"]) others.push(await cluster.addAgent({ id }));
  agent.kill();
  await cluster.clock.advance(60_000);
  expect(others.flatMap(({ starts }) => starts.map(({ key }) => key))).toMatchObject([
    { runId: header.runId, task: "small", attempt: 2 },
  ]);
});
