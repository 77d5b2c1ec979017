/** Who resigns keeps nobody waiting: what it has not told the feed, and not sealed, its successor tells and seals. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { MemoryEventFeed } from "@troupe/engine/adapters";
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

it("gives the lead away although the feed hangs", async () => {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const hanging = Promise.withResolvers<never>();
  vi.spyOn(MemoryEventFeed.prototype, "append").mockReturnValue(hanging.promise);
  await cluster.engine.runs.create({ pipeline: "one", params: {} });
  const { engine } = cluster;
  const stopped = engine.stop();
  await cluster.clock.advance(50);
  expect(engine.ended.aborted).toBe(false);
  await cluster.clock.advance(100);
  expect(engine.ended.aborted).toBe(true);
  vi.restoreAllMocks();
  hanging.reject(new Error("the feed is gone"));
  await cluster.clock.advance(10_000);
  await stopped;
});
