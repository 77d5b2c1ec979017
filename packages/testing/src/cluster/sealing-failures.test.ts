/** Sealing is nobody's call: what goes wrong there must not end the process, which an unhandled rejection does. */
import { defaultLimits, type PipelineSpec, TroupeError } from "@troupe/core";
import { MemoryTelemetryStore } from "@troupe/engine/adapters";
import { afterEach, expect, it, vi } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

afterEach(() => {
  vi.restoreAllMocks();
});

it("waits as long as telemetry cannot say what it has, and not much longer", async () => {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  await cluster.engine.pipelines.apply(spec, null);
  const unanswered = new TroupeError("no answer", { code: "STORE_IO", reaction: "retry" });
  const streams = vi.spyOn(MemoryTelemetryStore.prototype, "streams").mockRejectedValue(unanswered);
  const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  await cluster.clock.advance(600_000);
  expect(await cluster.archive.resolve(`runs/${header.runId}`)).toBeUndefined();
  streams.mockRestore();
  await cluster.clock.advance(10_000);
  expect(await cluster.archive.resolve(`runs/${header.runId}`)).toBeDefined();
});

it("is left to the next term when the lead is lost with the batch that ends the run", async () => {
  const created = Promise.withResolvers<void>();
  const answers = Promise.withResolvers<void>();
  let isHeld = false;
  let landed = 0;
  const cluster: SimulatedCluster = new SimulatedCluster({
    execute: async () => {
      await created.promise;
      isHeld = true;
      return { exitClass: "success", output: null };
    },
    store: (inner) =>
      Object.assign(Object.create(inner), {
        async commit(batch: Parameters<typeof inner.commit>[0]) {
          const outcome = await inner.commit(batch);
          if (isHeld) {
            landed += 1;
            await answers.promise;
          }
          return outcome;
        },
        get: inner.get.bind(inner),
        scan: inner.scan.bind(inner),
      }),
  });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  await cluster.engine.pipelines.apply(spec, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  created.resolve();
  await cluster.clock.advance(100);
  expect(landed).toBe(1);
  cluster.killCoordinator();
  isHeld = false;
  answers.resolve();
  await cluster.clock.advance(100);
  await cluster.startCoordinator();
  await cluster.clock.advance(60_000);
  expect((await cluster.engine.runs.get(header.runId)).header.status).toBe("succeeded");
});
