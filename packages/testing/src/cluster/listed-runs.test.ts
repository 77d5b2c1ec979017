/** What a list of runs says of each: the same whether it is live, ended, or known from the archive alone. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "pair",
  params: { type: "object", properties: { seed: { type: "integer" } }, additionalProperties: false },
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [
    { kind: "step", id: "first", scope: [], step: "work", input: {} },
    { kind: "step", id: "second", scope: [], step: "work", input: {}, after: ["first"] },
  ],
};
const none = { pending: 0, queued: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };

it("says params, request id and where the tasks are", async () => {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const request = { pipeline: "pair", params: { seed: 7 }, requestId: "r-1" };
  const { runId } = (await cluster.engine.runs.create(request)).header;
  const about = { runId, params: '{"seed":7}', requestId: "r-1" };
  const list = () => cluster.engine.runs.list({ limit: 10 });
  expect(await list()).toMatchObject([{ ...about, status: "running", tasks: { ...none, pending: 1, queued: 1 } }]);
  await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(60_000);
  const ended = { ...about, status: "succeeded", tasks: { ...none, succeeded: 2 } };
  expect(await list()).toMatchObject([ended]);
  cluster.killCoordinator();
  cluster.loseCatalog();
  await cluster.startCoordinator();
  expect(await list()).toMatchObject([ended]);
});

it("says what it knows while the store does not answer", async () => {
  let isStuck = false;
  const cluster = new SimulatedCluster({
    execute: () => new Promise(() => {}),
    store: (inner) =>
      Object.assign(Object.create(inner), {
        commit: (batch: Parameters<typeof inner.commit>[0]) => (isStuck ? new Promise(() => {}) : inner.commit(batch)),
        get: inner.get.bind(inner),
        scan: inner.scan.bind(inner),
      }),
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { runId } = (await cluster.engine.runs.create({ pipeline: "pair", params: {} })).header;
  isStuck = true;
  void cluster.engine.runs.cancel(runId, "never written").catch(() => {});
  await cluster.clock.advance(0);
  const listing = cluster.engine.runs.list({ limit: 10 });
  await cluster.clock.advance(1000);
  expect(await listing).toMatchObject([{ runId, status: "running", tasks: null }]);
});
