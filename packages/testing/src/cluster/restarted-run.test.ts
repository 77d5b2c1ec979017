/** A bug ends a run's actor, once: the run itself goes on from the store. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

it("goes on although nobody asks about it and no agent has heard of it", async () => {
  let failures = 0;
  const cluster = new SimulatedCluster({
    execute: async () => ({ exitClass: "success", output: null }),
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
        attemptTraceparent() {
          if (failures === 0) throw new Error("a bug");
          return null;
        },
      },
    },
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  const agent = await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(30_000);
  expect(agent.starts).toHaveLength(1);
  expect((await cluster.engine.runs.get(header.runId)).header.status).toBe("succeeded");
  expect(failures).toBe(1);
});
