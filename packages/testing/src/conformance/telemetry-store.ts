/** What every TelemetryStore must do. */
import assert from "node:assert/strict";
import { type MetricSample, type StreamKey, samplesFrom } from "@troupe/engine";
import { bytesOf, type TestRunner, testWith } from "./suite.ts";
import { telemetryJoins } from "./telemetry-joins.ts";
import { appendLog, chunk, type OpenTelemetryStore, partsOf, readAll, stdout } from "./telemetry-subject.ts";

export type { OpenTelemetryStore, TelemetryStoreSubject } from "./telemetry-subject.ts";

export function telemetryStoreConformance(runner: TestRunner, name: string, open: OpenTelemetryStore): void {
  runner.describe(`${name} conforms to TelemetryStore`, () => {
    telemetryJoins(runner, open);
    reads(runner, open);
    flushes(runner, open);
    metrics(runner, open);
    tells(runner, open);
    drops(runner, open);
  });
}

function reads(runner: TestRunner, open: OpenTelemetryStore): void {
  const test = testWith(runner, open);

  test("answers with nothing for what it does not know", async ({ store }) => {
    assert.equal(await store.length(stdout), 0);
    assert.deepEqual(await store.readLog(stdout, 0, 10), []);
    assert.deepEqual(await store.streams("r"), []);
    assert.deepEqual(await store.readMetrics("r", 0, 10), []);
  });

  test("reads from any offset, no more than asked for, and nothing at the end", async ({ store }) => {
    await appendLog(store, chunk(0, "abcdef"), chunk(6, "ghij", { at: 2 }));
    assert.equal(partsOf(await store.readLog(stdout, 0, 4))[0]?.text, "abcd");
    assert.deepEqual(partsOf(await store.readLog(stdout, 4, 4)), [
      { offset: 4, text: "ef", gap: 0 },
      { offset: 6, text: "gh", gap: 0 },
    ]);
    assert.deepEqual(await store.readLog(stdout, 10, 4), []);
    assert.deepEqual(await store.readLog(stdout, 99, 4), []);
  });

  test("shows as much of a gap as lies behind the reader", async ({ store }) => {
    await appendLog(store, chunk(0, "ab"), chunk(10, "kl"));
    assert.deepEqual(partsOf(await store.readLog(stdout, 2, 9)), [{ offset: 10, text: "kl", gap: 8 }]);
    assert.deepEqual(partsOf(await store.readLog(stdout, 7, 9)), [{ offset: 10, text: "kl", gap: 3 }]);
    assert.deepEqual(partsOf(await store.readLog(stdout, 10, 1)), [{ offset: 10, text: "k", gap: 0 }]);
    assert.deepEqual(partsOf(await store.readLog(stdout, 11, 9)), [{ offset: 11, text: "l", gap: 0 }]);
  });

  test("knows when the bytes were read", async ({ store, crash }) => {
    await appendLog(store, chunk(0, "a", { at: 1000.5 }), chunk(1, "b", { at: 2000 }));
    await appendLog(store, chunk(2, "c", { at: 2000 }), chunk(3, "d", { at: 3000 }));
    for (const each of [store, await crash()]) {
      const instants = (await each.readLog(stdout, 0, 10)).flatMap(({ data, at }) => [...data].map(() => at));
      assert.deepEqual(instants, [1000.5, 2000, 2000, 3000]);
    }
  });

  test("keeps bytes as they are", async ({ store, crash }) => {
    const data = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256);
    await appendLog(
      store,
      { ...chunk(0, ""), data: data.slice(0, 1000) },
      { ...chunk(1000, ""), data: data.slice(1000) },
    );
    const parts = await (await crash()).readLog(stdout, 0, data.length);
    assert.deepEqual(new Uint8Array(Buffer.concat(parts.map((part) => part.data))), data);
  });

  test("tells streams apart", async ({ store, crash }) => {
    const keys: StreamKey[] = [
      { ...stdout, runId: "s" },
      { ...stdout, task: "train[0]" },
      { ...stdout, task: "train[10]" },
      { ...stdout, task: "Train" },
      { ...stdout, task: "../train" },
      { ...stdout, task: `long-${"x".repeat(300)}` },
      { ...stdout, task: `long-${"x".repeat(301)}` },
      { ...stdout, attempt: 2 },
      { ...stdout, stream: "stderr" },
      { ...stdout, stream: "messages" },
      stdout,
    ];
    for (const size of [10, 50_000]) {
      for (const [index, key] of keys.entries()) {
        const offset = size === 10 ? 0 : 10;
        await appendLog(store, { ...chunk(offset, String.fromCharCode(97 + index).repeat(size)), ...key });
      }
    }
    for (const each of [store, await crash()]) {
      for (const [index, key] of keys.entries()) {
        assert.equal(await readAll(each, key), String.fromCharCode(97 + index).repeat(50_010));
      }
      const expected = keys.slice(1).map((key) => ({ ...key, length: 50_010 }));
      const byName = (a: StreamKey, b: StreamKey) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
      assert.deepEqual((await each.streams("r")).toSorted(byName), expected.toSorted(byName));
    }
  });
}

function flushes(runner: TestRunner, open: OpenTelemetryStore): void {
  const test = testWith(runner, open);

  test("shows nothing before it is durable", async ({ store }) => {
    store.append({ logs: [chunk(0, "abc")], metrics: [point(1)] });
    assert.equal(await store.length(stdout), 0);
    assert.deepEqual(await store.readLog(stdout, 0, 10), []);
    assert.deepEqual(await store.readMetrics("r", 0, 10), []);
    await store.flush();
    assert.equal(await store.length(stdout), 3);
  });

  test("keeps what was flushed through a crash, and takes up where it was", async ({ store, crash }) => {
    await appendLog(store, chunk(0, "durable,"));
    store.append({ logs: [chunk(8, "lost"), chunk(12, "L".repeat(60_000))], metrics: [point(1)] });
    const again = await crash();
    assert.equal(await again.length(stdout), 8);
    assert.equal(await readAll(again, stdout), "durable,");
    await appendLog(again, chunk(0, "durable,sent again,"), chunk(19, "M".repeat(60_000)));
    assert.equal(await readAll(again, stdout), `durable,sent again,${"M".repeat(60_000)}`);
  });

  test("makes durable what comes while it flushes", async ({ store, crash }) => {
    const flushed: Promise<void>[] = [];
    for (let index = 0; index < 50; index += 1) {
      store.append({ logs: [chunk(index * 1000, String(index % 10).repeat(1000))], metrics: [point(index + 1)] });
      flushed.push(store.flush());
      if (index % 7 === 0) await flushed.at(-1);
    }
    await Promise.all(flushed);
    const again = await crash();
    assert.equal(await again.length(stdout), 50_000);
    assert.equal((await again.readMetrics("r", 0, 100)).length, 50);
  });
}

function metrics(runner: TestRunner, open: OpenTelemetryStore): void {
  const test = testWith(runner, open);

  test("gives points back in the order in which they came, in pages", async ({ store, crash }) => {
    const points = [
      point(1),
      point(2, { task: "other" }),
      point(2),
      point(1, { attempt: 2 }),
      point(1, { task: "other" }),
    ];
    store.append({ logs: [], metrics: points.slice(0, 3) });
    store.append({ logs: [], metrics: [...points.slice(3), point(9, { runId: "s" })] });
    await store.flush();
    for (const each of [store, await crash()]) {
      const first = await each.readMetrics("r", 0, 2);
      const rest = await each.readMetrics("r", first.at(-1)?.cursor ?? 0, 10);
      assert.deepEqual(
        [...first, ...rest].map(({ cursor: _, ...stored }) => stored),
        points,
      );
      assert.deepEqual(await each.readMetrics("r", rest.at(-1)?.cursor ?? 0, 10), []);
    }
  });

  test("counts a point that comes twice once", async ({ store, crash }) => {
    store.append({ logs: [], metrics: [point(1), point(1), point(2)] });
    await store.flush();
    const again = await crash();
    again.append({ logs: [], metrics: [point(2), point(3)] });
    await again.flush();
    assert.deepEqual(
      (await again.readMetrics("r", 0, 10)).map(({ sequence }) => sequence),
      [1, 2, 3],
    );
  });

  test("counts the durable points of an attempt, up to one that is missing", async ({ store, crash }) => {
    const { stream: _, ...attempt } = stdout;
    assert.equal(await store.points(attempt), 0);
    store.append({ logs: [], metrics: [point(2), point(3), point(1, { attempt: 2 }), point(7, { task: "other" })] });
    await store.flush();
    assert.equal(await store.points(attempt), 0);
    store.append({ logs: [], metrics: [point(5), point(1)] });
    await store.flush();
    for (const each of [store, await crash()]) {
      assert.equal(await each.points(attempt), 3);
      assert.equal(await each.points({ ...attempt, attempt: 2 }), 1);
      assert.equal(await each.points({ ...attempt, task: "other" }), 0);
    }
  });

  test("keeps samples of the machine beside the points, and does not count them", async ({ store, crash }) => {
    const { stream: _, ...attempt } = stdout;
    const sample = (at: number) => point(samplesFrom + at * 64, { name: "system.cpu" });
    store.append({ logs: [], metrics: [sample(1), point(1), sample(7)] });
    await store.flush();
    store.append({ logs: [], metrics: [point(2), sample(9)] });
    await store.flush();
    for (const each of [store, await crash()]) {
      assert.equal(await each.points(attempt), 2);
      assert.deepEqual(
        (await each.readMetrics("r", 0, 10)).map(({ sequence }) => sequence),
        [sample(1).sequence, 1, sample(7).sequence, 2, sample(9).sequence],
      );
    }
  });

  test("keeps every number, and a step or none", async ({ store, crash }) => {
    const values = [0, -0.1, 1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53];
    const points = values.map((value, index) => point(index + 1, { value, step: index === 0 ? null : index * 1e6 }));
    store.append({ logs: [], metrics: points });
    await store.flush();
    const stored = await (await crash()).readMetrics("r", 0, 10);
    assert.deepEqual(
      stored.map(({ value, step }) => ({ value, step })),
      points.map(({ value, step }) => ({ value, step })),
    );
  });
}

function tells(runner: TestRunner, open: OpenTelemetryStore): void {
  const test = testWith(runner, open);

  test("tells which runs have news, once they can be read", async ({ store }) => {
    const told: string[][] = [];
    const lengths: Promise<number>[] = [];
    const stop = store.subscribe((runIds) => {
      told.push([...runIds].sort());
      lengths.push(store.length(stdout));
    });
    store.append({ logs: [chunk(0, "abc")], metrics: [point(1, { runId: "s" })] });
    assert.deepEqual(told, []);
    await store.flush();
    assert.deepEqual(told, [["r", "s"]]);
    assert.equal(await lengths[0], 3);
    await appendLog(store, chunk(0, "abc"));
    await store.flush();
    assert.equal(told.length, 1, "what it had is no news");
    stop();
    await appendLog(store, chunk(3, "d"));
    assert.equal(told.length, 1);
  });
}

function drops(runner: TestRunner, open: OpenTelemetryStore): void {
  const test = testWith(runner, open);

  test("forgets a run, what is flushed of it and what is not, and nothing else", async ({ store, crash }) => {
    const other = { ...stdout, runId: "s" };
    await appendLog(store, chunk(0, "abc"), chunk(3, "L".repeat(50_000)), { ...chunk(0, "kept"), ...other });
    store.append({ logs: [chunk(50_003, "more")], metrics: [point(1), point(1, { runId: "s" })] });
    await store.dropRun("r");
    await store.dropRun("absent");
    await store.flush();
    for (const each of [store, await crash()]) {
      assert.equal(await each.length(stdout), 0);
      assert.deepEqual(await each.streams("r"), []);
      assert.deepEqual(await each.readMetrics("r", 0, 10), []);
      assert.equal(await readAll(each, other), "kept");
      assert.equal((await each.readMetrics("s", 0, 10)).length, 1);
    }
  });

  test("begins anew with a run that it forgot", async ({ store }) => {
    await appendLog(store, chunk(0, "L".repeat(50_000)));
    await store.dropRun("r");
    await appendLog(store, { ...chunk(0, ""), data: bytesOf("N".repeat(40_000)) });
    assert.equal(await readAll(store, stdout), "N".repeat(40_000));
  });
}

function point(sequence: number, more: Partial<MetricSample & StreamKey> = {}) {
  const { stream: _, ...attempt } = stdout;
  return { ...attempt, sequence, name: "loss", step: sequence, value: 1 / sequence, at: 1000 + sequence, ...more };
}
