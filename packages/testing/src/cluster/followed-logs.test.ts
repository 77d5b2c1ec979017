/** Live logs with many readers: each gets all of it in order, and what is new is read once for all of them. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import type { LogItem, LogQuery } from "@troupe/engine";
import { MemoryTelemetryStore } from "@troupe/engine/adapters";
import { afterEach, expect, it, vi } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: {
    work: {
      runs: { kind: "command", argv: ["work"] },
      input: object,
      limits: {
        ...defaultLimits,
        retries: { ...defaultLimits.retries, budgets: { ...defaultLimits.retries.budgets, failure: 1 } },
      },
    },
  },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

afterEach(() => void vi.restoreAllMocks());

const failure = { exitClass: "failure", code: "TASK_FAILED", message: "no data" } as const;

/** A run whose attempts go on until `end` is called with how. */
async function started() {
  const ends: ((exitClass: "success" | "failure") => void)[] = [];
  const cluster = new SimulatedCluster({
    execute: () =>
      new Promise((resolve) => {
        ends.push((exitClass) =>
          resolve(exitClass === "success" ? { exitClass, output: null } : { exitClass, failure }),
        );
      }),
  });
  const engine = await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  await engine.pipelines.apply(spec, null);
  const { runId } = (await engine.runs.create({ pipeline: "one", params: {} })).header;
  await cluster.clock.advance(5000);
  const write = (attempt: number, offset: number, text: string) =>
    engine.telemetry.ingest({
      agentId: "a1",
      logs: [{ runId, task: "first", attempt, stream: "stdout", offset, data: Buffer.from(text), at: 0, gap: 0 }],
      metrics: [],
      progress: [],
      held: [],
      heldMetrics: [],
    });
  const follow = (query: Partial<LogQuery> = {}, pace: () => Promise<void> = async () => {}) => {
    const stop = new AbortController();
    const items: LogItem[] = [];
    const over = (async () => {
      const asked = { runId, task: "first", streams: ["stdout"] as const, from: {}, follow: true, ...query };
      for await (const item of engine.runs.logs(asked, stop.signal)) {
        items.push(item);
        await pace();
      }
    })();
    const text = () => items.map(({ data }) => Buffer.from(data).toString()).join("");
    return { items, text, over, stop };
  };
  return { cluster, ends, write, follow };
}

it("is read once for all who follow it, and all are given the same", async () => {
  const { cluster, write, follow } = await started();
  await write(1, 0, "one ");
  const readers = Array.from({ length: 50 }, () => follow());
  await cluster.clock.advance(1000);
  const reads = vi.spyOn(MemoryTelemetryStore.prototype, "readLog");
  await write(1, 4, "two ");
  await cluster.clock.advance(1000);
  expect(reads.mock.calls.length).toBeLessThan(6);
  for (const { text } of readers) expect(text()).toBe("one two ");
  const [first] = readers;
  for (const { items } of readers) expect(items.at(-1)).toBe(first?.items.at(-1));
  for (const { stop } of readers) stop.abort();
  await Promise.all(readers.map(({ over }) => over));
});

it("is told at once after silence, and then gathered", async () => {
  const { cluster, write, follow } = await started();
  const { text, stop, over } = follow();
  await cluster.clock.advance(1000);
  await write(1, 0, "a");
  await cluster.clock.advance(0);
  expect(text()).toBe("a");
  const reads = vi.spyOn(MemoryTelemetryStore.prototype, "readLog");
  for (let at = 1; at <= 10; at += 1) {
    await write(1, at, "b");
    await cluster.clock.advance(10);
  }
  await cluster.clock.advance(1000);
  expect(text()).toBe(`a${"b".repeat(10)}`);
  expect(reads.mock.calls.length).toBeLessThan(10);
  stop.abort();
  await over;
});

it("comes whole to those who begin elsewhere, come later or read slowly", async () => {
  const { cluster, write, follow } = await started();
  const line = `${"x".repeat(300 * 1024)}\n`;
  await write(1, 0, line);
  const all = follow();
  const middle = follow({ from: { stdout: 1000 } });
  const tail = follow({ tailBytes: 10 });
  const release = Promise.withResolvers<void>();
  const slow = follow({}, () => release.promise);
  await cluster.clock.advance(1000);
  for (let at = 1; at < 10; at += 1) {
    await write(1, at * line.length, line);
    await cluster.clock.advance(250);
  }
  const late = follow({ from: { stdout: 5 } });
  await cluster.clock.advance(1000);
  release.resolve();
  await cluster.clock.advance(1000);
  await write(1, 10 * line.length, "end");
  await cluster.clock.advance(1000);
  const whole = `${line.repeat(10)}end`;
  expect(all.text()).toBe(whole);
  expect(slow.text()).toBe(whole);
  expect(middle.text()).toBe(whole.slice(1000));
  expect(tail.text()).toBe(whole.slice(line.length - 10));
  expect(late.text()).toBe(whole.slice(5));
  for (const { stop } of [all, middle, tail, slow, late]) stop.abort();
});

it("goes on with the next attempt, from its beginning, and ends with the task", async () => {
  const { cluster, ends, write, follow } = await started();
  await write(1, 0, "first ");
  const whole = follow({ from: { stdout: 3 } });
  const again = follow({ fromAttempt: 1, from: { stdout: 6 } });
  const only = follow({ attempt: 1 });
  await cluster.clock.advance(1000);
  ends[0]?.("failure");
  await cluster.clock.advance(60_000);
  await write(2, 0, "second");
  await cluster.clock.advance(1000);
  expect(whole.text()).toBe("st second");
  expect(again.text()).toBe("second");
  const begun = follow({ fromAttempt: 2 });
  await cluster.clock.advance(1000);
  expect(begun.text()).toBe("second");
  await only.over;
  expect(only.text()).toBe("first ");
  ends[1]?.("success");
  await cluster.clock.advance(60_000);
  await Promise.all([whole.over, again.over, begun.over]);
});
