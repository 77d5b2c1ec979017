/** A read says nothing that a crash could take back. */
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

it("answers without what was decided after it and is not durable yet", async () => {
  const held: (() => void)[] = [];
  let isSlow = true;
  const cluster = new SimulatedCluster({
    execute: async () => ({ exitClass: "success", output: null }),
    store: (inner) =>
      Object.assign(Object.create(inner), {
        async commit(batch: Parameters<typeof inner.commit>[0]) {
          if (isSlow && batch.puts.some(({ key }) => key.includes("/task/")))
            await new Promise<void>((resolve) => held.push(resolve));
          return inner.commit(batch);
        },
        get: inner.get.bind(inner),
        scan: inner.scan.bind(inner),
      }),
  });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  const { header } = await engine.runs.create({ pipeline: "one", params: {} });
  await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(100);
  expect(held).toHaveLength(1);
  // The assignment is being written; what comes now rides in the next batch.
  const reading = engine.runs.get(header.runId);
  await Promise.resolve();
  const cancelling = engine.runs.cancel(header.runId, "enough");
  await cluster.clock.advance(10);
  held.shift()?.();
  expect((await reading).header).toMatchObject({ status: "running", cancel: null });
  isSlow = false;
  await cluster.clock.advance(10);
  held.shift()?.();
  expect((await cancelling).header.cancel).toMatchObject({ reason: "enough" });
});
