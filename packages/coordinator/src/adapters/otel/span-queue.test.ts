import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { emptyResource } from "@opentelemetry/resources";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { VirtualClock } from "@troupe/engine/adapters";
import { expect, test } from "vitest";
import type { TraceSpan } from "../../tracing/trace-span.ts";
import { ExportedSpan } from "./exported-span.ts";
import { SpanQueue, type SpanQueueOptions } from "./span-queue.ts";

const span: TraceSpan = {
  traceId: "1".repeat(32),
  spanId: "2".repeat(16),
  parent: null,
  name: "extract",
  kind: "internal",
  startedAt: 1000,
  endedAt: 2000,
  attributes: {},
  events: [],
  droppedEvents: 0,
  error: null,
};

/** An exporter whose answers the test gives. */
class HeldExporter implements SpanExporter {
  readonly batches: number[] = [];
  readonly answers: ((result: ExportResult) => void)[] = [];

  export(spans: ReadableSpan[], answer: (result: ExportResult) => void): void {
    this.batches.push(spans.length);
    this.answers.push(answer);
  }

  succeed(): void {
    this.answers.shift()?.({ code: ExportResultCode.SUCCESS });
  }

  fail(): void {
    this.answers.shift()?.({ code: ExportResultCode.FAILED, error: new Error("503") });
  }

  async shutdown(): Promise<void> {
    await Promise.withResolvers<void>().promise;
  }
}

function start(options: Partial<SpanQueueOptions> = {}) {
  const clock = new VirtualClock();
  const exporter = new HeldExporter();
  const queue = new SpanQueue({
    exporter,
    clock,
    convert: (one) => new ExportedSpan(one, emptyResource(), { name: "troupe" }),
    maxSpans: 10,
    maxBatch: 4,
    delayMs: 1000,
    exportTimeoutMs: 30_000,
    ...options,
  });
  const write = (count: number): void => {
    for (let index = 0; index < count; index += 1) queue.write(span);
  };
  return { clock, exporter, queue, write };
}

test("spans wait for company, but not for long", async () => {
  const { clock, exporter, queue, write } = start();
  write(3);
  await clock.advance(999);
  expect(exporter.batches).toEqual([]);
  await clock.advance(1);
  expect(exporter.batches).toEqual([3]);
  exporter.succeed();
  await clock.advance(0);
  expect(queue.counts()).toEqual({ queued: 0, sent: 3, droppedFull: 0, droppedFailed: 0 });
  expect(clock.nextTimerAt()).toBeUndefined();
});

test("a full batch goes at once, but never within the write", async () => {
  const { clock, exporter, write } = start();
  write(5);
  expect(exporter.batches).toEqual([]);
  await clock.advance(0);
  expect(exporter.batches).toEqual([4]);
});

test("one batch is in flight at a time", async () => {
  const { clock, exporter, write } = start();
  write(9);
  await clock.advance(5000);
  expect(exporter.batches).toEqual([4]);
  exporter.succeed();
  await clock.advance(0);
  expect(exporter.batches).toEqual([4, 4]);
  exporter.succeed();
  await clock.advance(1000);
  expect(exporter.batches).toEqual([4, 4, 1]);
});

test("what the queue has no room for is dropped and counted", async () => {
  const { clock, queue, write } = start();
  write(13);
  expect(queue.counts()).toMatchObject({ queued: 10, droppedFull: 3 });
  await clock.advance(0);
  write(5);
  expect(queue.counts()).toMatchObject({ queued: 14, droppedFull: 4 });
});

test("what the collector refuses, or does not answer, is dropped and counted; its health is told once", async () => {
  const health: (string | undefined)[] = [];
  const { clock, exporter, queue, write } = start({ onHealth: (error) => health.push(error?.message) });
  write(8);
  await clock.advance(0);
  exporter.fail();
  await clock.advance(30_000);
  expect(queue.counts()).toMatchObject({ queued: 0, droppedFailed: 8 });
  expect(health).toEqual(["503"]);
  write(4);
  await clock.advance(0);
  exporter.answers.pop()?.({ code: ExportResultCode.SUCCESS });
  await clock.advance(0);
  expect(health).toEqual(["503", undefined]);
  expect(queue.counts().sent).toBe(4);
});

test("an exporter that throws is one that failed", async () => {
  const { clock, exporter, queue, write } = start();
  exporter.export = () => {
    throw new Error("a bug");
  };
  write(4);
  await clock.advance(0);
  expect(queue.counts()).toMatchObject({ queued: 0, droppedFailed: 4 });
});

test("a shutdown sends what is left, batch by batch", async () => {
  const { clock, exporter, queue, write } = start();
  write(6);
  const closed = queue.shutdown(3000);
  await clock.advance(0);
  exporter.succeed();
  await clock.advance(0);
  exporter.succeed();
  await closed;
  expect(exporter.batches).toEqual([4, 2]);
  expect(queue.counts()).toEqual({ queued: 0, sent: 6, droppedFull: 0, droppedFailed: 0 });
});

test("a shutdown does not wait for a collector that hangs", async () => {
  const { clock, queue, write } = start();
  write(10);
  await clock.advance(0);
  const closed = queue.shutdown(3000);
  await clock.advance(3000);
  await closed;
  expect(queue.counts()).toMatchObject({ sent: 0, droppedFailed: 6 });
  write(1);
  expect(queue.counts().droppedFull).toBe(1);
});
