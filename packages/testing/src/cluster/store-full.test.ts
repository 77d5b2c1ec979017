/** A store without space: whoever brings new work is told so at once, whatever kind of work it is. */
import { defaultLimits, type PipelineSpec, TroupeError } from "@troupe/core";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec = (name: string): PipelineSpec => ({
  format: 1,
  name,
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
});

it("refuses pipelines and runs while a batch waits for space, and goes on when there is some", async () => {
  let isFull = false;
  const refused = Promise.withResolvers<void>();
  const cluster = new SimulatedCluster({
    execute: async () => ({ exitClass: "success", output: null }),
    store: (inner) =>
      Object.assign(Object.create(inner), {
        async commit(batch: Parameters<typeof inner.commit>[0]) {
          if (!isFull) return inner.commit(batch);
          refused.resolve();
          throw new TroupeError("no space", { code: "STORE_FULL", reaction: "retry" });
        },
        get: inner.get.bind(inner),
        scan: inner.scan.bind(inner),
      }),
  });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec("first"), null);
  isFull = true;
  const waiting = engine.pipelines.apply(spec("second"), null);
  await refused.promise;
  await cluster.clock.advance(0);
  await expect(engine.pipelines.apply(spec("third"), null)).rejects.toMatchObject({ code: "STORE_FULL" });
  await expect(engine.runs.create({ pipeline: "first", params: {} })).rejects.toMatchObject({ code: "STORE_FULL" });
  isFull = false;
  await cluster.clock.advance(2000);
  expect(await waiting).toMatchObject({ changed: true });
  expect(await engine.pipelines.apply(spec("third"), null)).toMatchObject({ changed: true });
});
