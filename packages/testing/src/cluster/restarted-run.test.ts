/** What a run that is taken up from the store needs nobody to tell it. */
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

it("is tried again soon although the clock was set back while no coordinator was there", async () => {
  const cluster = new SimulatedCluster({
    execute: async (_, { attempt }) =>
      attempt === 1
        ? { exitClass: "lost", failure: { exitClass: "lost", code: "ATTEMPT_LOST", message: "gone" } }
        : { exitClass: "success", output: null },
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const agent = await cluster.addAgent({ id: "a1" });
  const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  expect(await cluster.clock.runUntil(() => agent.starts.length === 1, 10_000)).toBe(true);
  await cluster.clock.advance(100);
  expect(await cluster.engine.runs.tasks(header.runId, { limit: 1 })).toMatchObject([{ status: "backing-off" }]);
  cluster.killCoordinator();
  cluster.clock.jump(-3_600_000);
  await cluster.startCoordinator();
  await agent.connect(cluster.engine);
  await cluster.clock.advance(30_000);
  expect((await cluster.engine.runs.get(header.runId)).header.status).toBe("succeeded");
});

it("has its timeout by the clock of the coordinator that took it over", async () => {
  const cluster = new SimulatedCluster({ execute: () => new Promise(() => {}) });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply({ ...spec, timeoutMs: 7_200_000 }, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  await cluster.clock.advance(1000);
  cluster.killCoordinator();
  cluster.clock.jump(7_000_000);
  await cluster.startCoordinator();
  const status = async () => (await cluster.engine.runs.get(header.runId)).header.status;
  await cluster.clock.advance(190_000);
  expect(await status()).toBe("running");
  await cluster.clock.advance(10_000);
  expect(await status()).toBe("timed-out");
});

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
