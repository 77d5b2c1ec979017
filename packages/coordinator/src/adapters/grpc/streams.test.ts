import { setTimeout as delay } from "node:timers/promises";
import type { LogItem, WatchItem } from "@troupe/engine";
import {
  type ReadLogsResponse__Output,
  type ReadMetricsResponse__Output,
  v1,
  type WatchRunResponse__Output,
} from "@troupe/proto";
import { afterEach, describe, expect, test } from "vitest";
import { fakeEvent, fakeRun, fakeTask } from "../../api/testing/fake-engine.ts";
import { collect, failureOf, type GrpcFixture, reader, startFixture } from "./testing/grpc-fixture.ts";
import { frame, RawClient } from "./testing/raw-call.ts";

let fixture: GrpcFixture;
afterEach(() => fixture.stop());

async function* from<Item>(...items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe("WatchRun", () => {
  test("streams snapshot, events and progress, and ends with them", async () => {
    fixture = await startFixture({
      runs: {
        watch: () =>
          from<WatchItem>({ type: "snapshot", run: fakeRun(), tasks: [fakeTask("train[0]")] }, fakeEvent(4), {
            type: "progress",
            task: "train[0]",
            progress: { fraction: 0.5, message: "half", at: 1000 },
          }),
      },
    });
    const items = await collect<WatchRunResponse__Output>(fixture.runs.WatchRun({ runId: "01", afterSequence: 3 }));
    const options = { after: 3, runOnly: false, signal: expect.any(AbortSignal) };
    expect(fixture.engine.calls).toEqual([["runs.watch", "01", options]]);
    expect(items.map(({ item }) => item)).toEqual(["snapshot", "event", "progress"]);
    expect(items[0]?.snapshot).toMatchObject({ run: { sequence: 3 }, tasks: [{ name: "train[0]" }], more: false });
    expect(items[1]?.event).toMatchObject({ sequence: 4, type: "TaskQueued", task: "train[0]", after: null });
    expect(JSON.parse(items[1]?.event?.eventJson ?? "")).toMatchObject({ type: "TaskQueued", attempt: 1 });
    expect(items[2]?.progress).toMatchObject({ task: "train[0]", progress: { fraction: 0.5 } });
  });

  test("splits the snapshot of a large run, and leaves large values out", async () => {
    const inputs = { text: "x".repeat(70_000) };
    const tasks = Array.from({ length: 1001 }, (_, index) => fakeTask(`t[${index}]`, index === 0 ? { inputs } : {}));
    fixture = await startFixture({
      runs: { watch: () => from<WatchItem>({ type: "snapshot", run: fakeRun(), tasks }) },
    });
    const items = await collect<WatchRunResponse__Output>(fixture.runs.WatchRun({ runId: "01" }));
    expect(items.map(({ snapshot }) => [snapshot?.tasks.length, snapshot?.more])).toEqual([
      [500, true],
      [500, true],
      [1, false],
    ]);
    expect(items[0]?.snapshot?.tasks[0]?.inputsJson).toBe("");
  });

  test("a watch that the caller drops ends in the engine too", async () => {
    const ended = Promise.withResolvers<void>();
    fixture = await startFixture({
      runs: {
        async *watch(_runId, { signal }) {
          yield fakeEvent(1);
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          ended.resolve();
        },
      },
    });
    const call = fixture.runs.WatchRun({ runId: "01" });
    const messages = reader(call);
    await messages.next();
    call.cancel();
    await expect(messages.next()).rejects.toMatchObject({ code: 1 });
    await ended.promise;
  });

  test("a deadline ends the stream on both sides", async () => {
    const ended = Promise.withResolvers<void>();
    fixture = await startFixture({
      runs: {
        async *watch(_runId, { signal }) {
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          ended.resolve();
          yield* [];
        },
      },
    });
    const failed = await failureOf(collect(fixture.runs.WatchRun({ runId: "01" }, { deadline: Date.now() + 100 })));
    expect(failed.code).toBe(4);
    await ended.promise;
  });

  test("a reader that takes nothing holds little, and its stream ends saying how to go on", async () => {
    let produced = 0;
    const ended = Promise.withResolvers<void>();
    fixture = await startFixture(
      {
        runs: {
          async *watch() {
            try {
              for (;;) yield fakeEvent(++produced);
            } finally {
              ended.resolve();
            }
          },
        },
      },
      { stallLimitMs: 200 },
    );
    const client = new RawClient(fixture.address);
    const { WatchRun } = v1.RunService.service;
    const call = client.call(WatchRun.path, frame(WatchRun.requestSerialize({ runId: "01" })));
    await ended.promise;
    // What fits into the windows of HTTP/2 and the buffers of two streams, far from "all that there is".
    expect(produced).toBeLessThan(2000);

    const { status, message, bytes } = await call.finish();
    expect(status).toBe(10);
    expect(message).toContain("Read it again from the last message that arrived: by after_sequence");
    expect(bytes).toBeGreaterThan(0);
    client.close();
  });

  test("a slow reader gets everything", async () => {
    const count = 5000;
    fixture = await startFixture(
      {
        runs: {
          async *watch() {
            for (let sequence = 1; sequence <= count; sequence++) yield fakeEvent(sequence);
          },
        },
      },
      { stallLimitMs: 5000 },
    );
    let next = 1;
    for await (const message of fixture.runs.WatchRun({ runId: "01" })) {
      expect((message as WatchRunResponse__Output).event?.sequence).toBe(next++);
      if (next % 1000 === 0) await delay(20);
    }
    expect(next).toBe(count + 1);
  });
});

describe("ReadLogs", () => {
  const part: LogItem = {
    attempt: 2,
    stream: "stderr",
    offset: 10,
    data: Buffer.from("oh no\n"),
    gap: 3,
    at: 1000,
    length: 99,
  };

  test("reads the streams that are asked for, from their offsets", async () => {
    fixture = await startFixture({ runs: { logs: () => from(part) } });
    const parts = await collect<ReadLogsResponse__Output>(
      fixture.runs.ReadLogs({
        runId: "01",
        task: "train[0]",
        attempt: 2,
        follow: true,
        streams: ["LOG_STREAM_STDERR"],
        from: [{ stream: "LOG_STREAM_STDERR", offset: 10 }],
      }),
    );
    expect(fixture.engine.calls).toEqual([
      [
        "runs.logs",
        { runId: "01", task: "train[0]", attempt: 2, streams: ["stderr"], from: { stderr: 10 }, follow: true },
        expect.any(AbortSignal),
      ],
    ]);
    expect(parts).toMatchObject([{ attempt: 2, stream: "LOG_STREAM_STDERR", offset: 10, gap: 3, length: 99 }]);
    expect(parts[0]?.data.toString()).toBe("oh no\n");
  });

  test("reads stdout and stderr unless told otherwise", async () => {
    fixture = await startFixture({ runs: { logs: () => from<LogItem>(), get: async () => fakeRun() } });
    await collect(fixture.runs.ReadLogs({ runId: "@latest", task: "train", tailBytes: 100 }));
    expect(fixture.engine.calls.at(-1)?.[1]).toEqual({
      runId: "01kaexample000000000000000",
      task: "train",
      streams: ["stdout", "stderr"],
      from: {},
      follow: false,
      tailBytes: 100,
    });
  });

  test("begins with the last lines, by one rule", async () => {
    fixture = await startFixture({ runs: { logs: () => from<LogItem>(), get: async () => fakeRun() } });
    await collect(fixture.runs.ReadLogs({ runId: "01", task: "train", tailLines: 20 }));
    expect(fixture.engine.calls.at(-1)?.[1]).toMatchObject({ tailLines: 20 });
    const failed = await failureOf(
      collect(fixture.runs.ReadLogs({ runId: "01", task: "train", tailLines: 20, tailBytes: 10 })),
    );
    expect(failed.details?.violations).toMatchObject([{ field: "tail_lines" }]);
  });

  test("reads a piece of so many bytes, which has an end", async () => {
    fixture = await startFixture({ runs: { logs: () => from<LogItem>(), get: async () => fakeRun() } });
    const piece = { runId: "01", task: "train", limitBytes: 4096 };
    await collect(fixture.runs.ReadLogs(piece));
    expect(fixture.engine.calls.at(-1)?.[1]).toMatchObject({ limitBytes: 4096, follow: false });
    const failed = await failureOf(collect(fixture.runs.ReadLogs({ ...piece, follow: true })));
    expect(failed.details?.violations).toMatchObject([{ field: "limit_bytes", message: "goes with follow" }]);
  });

  test("names everything that is wrong with a request", async () => {
    fixture = await startFixture();
    const failed = await failureOf(
      collect(
        fixture.runs.ReadLogs({
          runId: "01",
          attempt: -1,
          streams: ["LOG_STREAM_UNSPECIFIED"],
          from: [{ stream: "LOG_STREAM_STDOUT", offset: -5 }],
          tailBytes: 10,
        }),
      ),
    );
    expect(failed.code).toBe(3);
    expect(failed.details?.violations.map(({ field }) => field).sort()).toEqual([
      "attempt",
      "from[0].offset",
      "streams[0]",
      "tail_bytes",
      "task",
    ]);
  });
});

describe("ReadMetrics", () => {
  test("reads pages with their cursors; not-a-number stays what it is", async () => {
    const point = { runId: "01", task: "train", attempt: 1, sequence: 1, name: "loss", at: 1000, cursor: 1 };
    fixture = await startFixture({
      runs: {
        metrics: () =>
          from({
            points: [
              { ...point, step: 3, value: Number.NaN },
              { ...point, step: null, value: 0.5 },
            ],
            cursor: 17,
          }),
      },
    });
    const pages = await collect(fixture.runs.ReadMetrics({ runId: "01", names: ["loss"], cursor: "16", follow: true }));
    expect(fixture.engine.calls[0]?.[1]).toEqual({ runId: "01", names: ["loss"], after: 16, follow: true });
    expect(pages).toMatchObject([{ cursor: "17", points: [{ step: 3, value: Number.NaN }, { value: 0.5 }] }]);
    expect((pages as { points: object[] }[])[0]?.points[1]).not.toHaveProperty("step");
  });

  test("reads columns: each curve's numbers side by side, whatever numbers they are", async () => {
    const point = {
      runId: "01",
      task: "train",
      attempt: 1,
      sequence: 1,
      name: "loss",
      step: 1,
      value: 0.5,
      at: 1e12,
      cursor: 1,
    };
    fixture = await startFixture({
      runs: {
        metrics: () =>
          from({
            points: [
              point,
              { ...point, name: "lr" },
              { ...point, step: null, value: Number.NEGATIVE_INFINITY, at: 1e12 + 1 },
            ],
            cursor: 3,
          }),
      },
    });
    const [page] = await collect<ReadMetricsResponse__Output>(fixture.runs.ReadMetrics({ runId: "01", columns: true }));
    expect(page?.points).toEqual([]);
    expect(page?.columns.map(({ name }) => name)).toEqual(["loss", "lr"]);
    const numbers = (bytes: Buffer | undefined) =>
      Array.from({ length: (bytes?.length ?? 0) / 8 }, (_, index) => bytes?.readDoubleLE(index * 8));
    const [loss] = page?.columns ?? [];
    expect(numbers(loss?.steps)).toEqual([1, Number.NaN]);
    expect(numbers(loss?.values)).toEqual([0.5, Number.NEGATIVE_INFINITY]);
    expect(numbers(loss?.at)).toEqual([1e12, 1e12 + 1]);
  });

  test("refuses a cursor that is none", async () => {
    fixture = await startFixture();
    const failed = await failureOf(collect(fixture.runs.ReadMetrics({ runId: "01", cursor: "abc" })));
    expect(failed.message).toBe('cursor "abc" is no cursor. Send the cursor of a response, or none to begin.');
  });
});
