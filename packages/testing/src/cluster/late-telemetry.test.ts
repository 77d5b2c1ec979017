/** Logs and metrics around the end of their run: nothing may stay behind that nobody will ever read or forget. */
import { defaultLimits, type PipelineSpec, TroupeError } from "@troupe/core";
import type { AttemptKey, TelemetryBatch } from "@troupe/engine";
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

const line = (key: AttemptKey): TelemetryBatch => ({
  logs: [{ ...key, stream: "stdout", offset: 0, data: Buffer.from("late\n"), at: 0, gap: 0 }],
  metrics: [],
});

it("is acknowledged and not kept once the run is in the archive", async () => {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { runId } = (await cluster.engine.runs.create({ pipeline: "one", params: {} })).header;
  const key = { runId, task: "first", attempt: 1 };
  const dropRun = MemoryTelemetryStore.prototype.dropRun;
  let store: MemoryTelemetryStore | undefined;
  let acknowledged: unknown;
  // Comes just after telemetry has forgotten the run, while its records still are in the store.
  vi.spyOn(MemoryTelemetryStore.prototype, "dropRun").mockImplementation(async function (
    this: MemoryTelemetryStore,
    id,
  ) {
    await dropRun.call(this, id);
    store = this;
    acknowledged = await cluster.engine.telemetry.ingest({
      agentId: "a1",
      ...line(key),
      progress: [],
      held: [],
      heldMetrics: [],
    });
  });
  await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(60_000);
  const nothing = { metrics: [], heldMetrics: [], sealed: [] };
  expect(acknowledged).toEqual({ logs: [{ ...key, stream: "stdout", offset: 5 }], ...nothing });
  expect(await store?.streams(runId)).toEqual([]);
});

it("is not kept if its run was sealed while the store was asked where its stream ends", async () => {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { runId } = (await cluster.engine.runs.create({ pipeline: "one", params: {} })).header;
  const key = { runId, task: "first", attempt: 1 };
  const sealed = Promise.withResolvers<void>();
  let store: MemoryTelemetryStore | undefined;
  vi.spyOn(MemoryTelemetryStore.prototype, "length").mockImplementationOnce(async function (
    this: MemoryTelemetryStore,
  ) {
    store = this;
    await sealed.promise;
    return 5;
  });
  // Begins beyond what has come in here, so it is looked up whether the store has what comes before.
  const { metrics, logs } = line(key);
  const late = {
    agentId: "a1",
    logs: logs.map((chunk) => ({ ...chunk, offset: 5 })),
    metrics,
    progress: [],
    held: [],
    heldMetrics: [],
  };
  const ingested = cluster.engine.telemetry.ingest(late);
  await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(60_000);
  expect((await cluster.engine.runs.get(runId)).header.status).toBe("succeeded");
  sealed.resolve();
  await ingested;
  expect(await store?.streams(runId)).toEqual([]);
});

it("leaves no reader behind when a run cannot be watched", async () => {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  const { runId } = (await engine.runs.create({ pipeline: "one", params: {} })).header;
  let readers = 0;
  const subscribe = MemoryTelemetryStore.prototype.subscribe;
  vi.spyOn(MemoryTelemetryStore.prototype, "subscribe").mockImplementation(function (
    this: MemoryTelemetryStore,
    onNews,
  ) {
    readers += 1;
    const leave = subscribe.call(this, onNews);
    return () => {
      readers -= 1;
      leave();
    };
  });
  cluster.killCoordinator();
  const query = { runId, task: "first", streams: ["stdout"] as const, from: {}, follow: true };
  const reading = engine.runs.logs(query, new AbortController().signal)[Symbol.asyncIterator]().next();
  await expect(reading).rejects.toBeInstanceOf(TroupeError);
  expect(readers).toBe(0);
});
