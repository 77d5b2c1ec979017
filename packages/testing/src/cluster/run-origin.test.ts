/** Why a run was made, and for which interval: known as long as the run is, also of runs from before that was noted. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { decode, encode, type StateEntry } from "@troupe/engine";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "daily",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: {} }],
  schedule: { kind: "cron", expression: "@daily", timezone: "UTC" },
};
const execute = async () => ({ exitClass: "success", output: null }) as const;
const cause = { kind: "schedule", tick: 86_400_000 } as const;
const interval = { start: 0, end: 86_400_000 };

it("outlives a fail-over and the sealing of the run", async () => {
  const cluster = new SimulatedCluster({ execute });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "daily", params: {}, cause, interval });
  expect(header).toMatchObject({ cause, interval });
  cluster.killCoordinator();
  await cluster.startCoordinator();
  expect((await cluster.engine.runs.get(header.runId)).header).toMatchObject({ cause, interval });
  await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(120_000);
  const sealed = (await cluster.engine.runs.get(header.runId)).header;
  expect(sealed).toMatchObject({ status: "succeeded", cause, interval });
  expect(await cluster.engine.runs.list({ limit: 1 })).toMatchObject([{ status: "succeeded", cause, interval }]);
});

it("is a person's hand of a run whose record was written before it was noted", async () => {
  const older = ({ key, value }: StateEntry): StateEntry => {
    if (!/^runs\/[^/]+\/run$/.test(key)) return { key, value };
    const { cause: _, interval: __, ...record } = decode(value) as Record<string, unknown>;
    return { key, value: encode(record) };
  };
  const cluster = new SimulatedCluster({
    execute,
    store: (inner) =>
      Object.assign(Object.create(inner), {
        commit: inner.commit.bind(inner),
        get: inner.get.bind(inner),
        scan: async (...of: Parameters<typeof inner.scan>) => (await inner.scan(...of)).map(older),
      }),
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "daily", params: {}, cause, interval });
  cluster.killCoordinator();
  await cluster.startCoordinator();
  const read = (await cluster.engine.runs.get(header.runId)).header;
  expect(read).toMatchObject({ cause: { kind: "manual" }, interval: null });
});
