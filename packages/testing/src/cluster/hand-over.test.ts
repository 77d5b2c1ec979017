/** Who resigns keeps nobody waiting: what it has not told the feed, and not sealed, its successor tells and seals. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import type { AgentHello } from "@troupe/engine";
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

const idleAgent: AgentHello = {
  agentId: "a1",
  incarnation: "a1-1",
  host: "a1",
  version: "0",
  labels: {},
  capacity: { millicpus: 0, memoryBytes: 0, gpus: 0 },
  devices: [],
  held: [],
  clusterId: "",
  termSeen: 0,
  draining: false,
  standingClaim: true,
  isolationTier: 1,
};

afterEach(() => {
  vi.restoreAllMocks();
});

it("gives the lead away at once to a successor, although the feed hangs, and tells agents", async () => {
  const execute = async () => ({ exitClass: "success" as const, output: null });
  const cluster = new SimulatedCluster({ execute, engine: { hasSuccessor: true } });
  await cluster.startCoordinator();
  const told: string[] = [];
  await cluster.engine.agents.connect(idleAgent, {
    send: () => true,
    close: () => void told.push("closed"),
    handOver: () => void told.push("handed over"),
  });
  await cluster.engine.pipelines.apply(spec, null);
  const hanging = Promise.withResolvers<never>();
  vi.spyOn(MemoryEventFeed.prototype, "append").mockReturnValue(hanging.promise);
  const run = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  const { engine } = cluster;
  const stopped = engine.stop();
  await cluster.clock.advance(0);
  expect(engine.ended.aborted).toBe(true);
  expect(told).toEqual(["handed over"]);
  vi.restoreAllMocks();
  hanging.reject(new Error("the feed is gone"));
  await stopped;
  await cluster.startCoordinator();
  // Its agent does not come back: it is not waited for much longer.
  await cluster.clock.advance(500);
  await cluster.engine.runs.list({ limit: 1, atLeast: { runId: run.header.runId, sequence: 1 } });
  expect(await cluster.feed.readRun(run.header.runId, 0)).not.toEqual([]);
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
