import { expect, test } from "vitest";
import { MemoryTelemetryDisk, MemoryTelemetryStore } from "../adapters/memory/telemetry-store.ts";
import type { IngestBatch } from "../engine.ts";
import { Ingest } from "./ingest.ts";

const key = { runId: "r", task: "t", attempt: 1 };
const chunk = (offset: number, text: string): IngestBatch => ({
  agentId: "a1",
  logs: [{ ...key, stream: "stdout", offset, data: Buffer.from(text), at: 0, gap: 0 }],
  metrics: [],
  progress: [],
  held: [],
  heldMetrics: [],
});

test("takes the next batch of a stream although the last one came by another way, and is not durable yet", async () => {
  const store = new MemoryTelemetryStore(new MemoryTelemetryDisk());
  const around = { store, meters: undefined, isSealed: async () => false, progress: () => undefined };
  // As one coordinator has them: before it leads, and from then on.
  const follower = new Ingest({ ...around, isLive: async () => true });
  const leader = new Ingest({ ...around, isLive: () => true });
  const first = follower.ingest(chunk(0, "before "));
  const second = leader.ingest(chunk(7, "after"));
  expect((await first).logs).toMatchObject([{ stream: "stdout" }]);
  expect((await second).logs).toMatchObject([{ offset: 12 }]);
  const parts = await store.readLog({ ...key, stream: "stdout" }, 0, 100);
  expect(Buffer.concat(parts.map(({ data }) => data)).toString()).toBe("before after");
});

test("keeps samples of the machine beside the points, and acknowledges the points alone", async () => {
  const store = new MemoryTelemetryStore();
  const around = { store, meters: undefined, isSealed: async () => false, progress: () => undefined };
  const ingest = new Ingest({ ...around, isLive: (runId) => runId === "r" });
  const sample = { ...key, at: 1000, cpu: 0.5, memoryBytes: 7, devices: [] };
  const point = { ...key, sequence: 1, name: "loss", step: null, value: 2, at: 900 };
  const ack = await ingest.ingest({
    ...{ ...chunk(0, ""), logs: [], metrics: [point] },
    samples: [sample, { ...sample, runId: "ended" }],
  });
  expect(ack.metrics).toEqual([{ ...key, sequence: 1 }]);
  expect((await store.readMetrics("r", 0, 10)).map(({ name, value }) => [name, value])).toEqual([
    ["loss", 2],
    ["system.cpu", 0.5],
    ["system.memory", 7],
  ]);
  expect(await store.readMetrics("ended", 0, 10)).toEqual([]);
});
