import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileLog } from "./file-log.ts";
import { LineTail } from "./line-tail.ts";
import { LogLines } from "./log-lines.ts";
import { MemoryBudget, MemoryLog } from "./memory-log.ts";
import { MetricQueue } from "./metric-queue.ts";

const key = { runId: "r", task: "t", attempt: 1, stream: "stdout" } as const;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-sources-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a log in memory", () => {
  test("yields what was written, whatever is read, released and dropped: bytes and gaps add up", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("write" as const), bytes: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant("read" as const), bytes: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ do: fc.constant("release" as const), bytes: fc.integer({ min: 0, max: 60 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const log = new MemoryLog(key, new MemoryBudget(90), 100);
        const written: number[] = [];
        let read = 0;
        let released = 0;
        for (const { do: what, bytes } of steps) {
          if (what === "write") {
            const data = Buffer.from(Array.from({ length: bytes }, (_, n) => (written.length + n) % 251));
            written.push(...data);
            log.append(data);
          } else if (what === "read") {
            const piece = await log.read(read, bytes);
            if (piece === undefined) continue;
            expect(piece.offset - piece.gap).toBe(read);
            expect([...piece.data]).toEqual(written.slice(piece.offset, piece.offset + piece.data.length));
            expect(piece.data.length).toBeLessThanOrEqual(bytes);
            read = piece.offset + piece.data.length;
          } else {
            released = Math.max(released, Math.min(read, released + bytes));
            log.release(released);
          }
        }
        log.end();
        for (let piece = await log.read(read, 50); piece !== undefined; piece = await log.read(read, 50)) {
          expect(piece.offset - piece.gap).toBe(read);
          read = piece.offset + piece.data.length;
        }
        expect(read).toBe(written.length);
        expect(log.length).toBe(written.length);
      }),
    );
  });

  test("gives back to the budget what is released", async () => {
    const budget = new MemoryBudget(10);
    const [one, other] = [new MemoryLog(key, budget, 100), new MemoryLog(key, budget, 100)];
    one.append(Buffer.alloc(8));
    other.append(Buffer.alloc(8));
    one.close();
    other.append(Buffer.alloc(8));
    expect(await other.read(0, 100)).toMatchObject({ offset: 8, gap: 8 });
  });
});

describe("a log in a file", () => {
  test("is read from any offset, before it is there, while it grows", async () => {
    const path = join(folder, "stdout");
    const log = new FileLog(key, path);
    expect(await log.read(0, 10)).toBeUndefined();
    writeFileSync(path, "0123456789");
    expect(String((await log.read(4, 3))?.data)).toBe("456");
    expect(await log.read(10, 3)).toBeUndefined();
    appendFileSync(path, "ab");
    expect(String((await log.read(10, 3))?.data)).toBe("ab");
    log.close();
    expect(await log.read(0, 3)).toBeUndefined();
  });

  test("remembers now and then how far it was shipped", () => {
    const path = join(folder, "stdout");
    new FileLog(key, path).release(1000);
    expect(new FileLog(key, path).acknowledgedBefore()).toBe(0);
    new FileLog(key, path).release(3_000_000);
    expect(new FileLog(key, path).acknowledgedBefore()).toBe(3_000_000);
  });
});

describe("lines of a growing file", () => {
  const read = async (tail: LineTail): Promise<string[]> => {
    const lines: string[] = [];
    for (let some = await tail.read(); some !== undefined; some = await tail.read()) lines.push(...some.map(String));
    return lines;
  };

  test("come whole, however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1 })),
        fc.integer({ min: 1, max: 30 }),
        async (texts, readBytes) => {
          const lines = texts.map((text) => text.replaceAll("\n", "_"));
          const path = join(folder, "lines");
          writeFileSync(path, "");
          const tail = new LineTail(path, { lineBytes: 1000, readBytes });
          const got: string[] = [];
          for (const line of lines) {
            appendFileSync(path, line);
            got.push(...(await read(tail)));
            appendFileSync(path, "\n");
          }
          got.push(...(await read(tail)));
          await tail.close();
          expect(got).toEqual(lines);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("a long one is cut and its rest skipped; one without a break is the rest", async () => {
    const path = join(folder, "lines");
    writeFileSync(path, `${"x".repeat(50)}\nshort\nrest`);
    const tail = new LineTail(path, { lineBytes: 20, readBytes: 16 });
    expect(await read(tail)).toEqual(["x".repeat(20), "short"]);
    expect(tail.takeRest().map(String)).toEqual(["rest"]);
    await tail.close();
  });
});

test("log lines are made again as they were, checkpoints too, though their files have changed", async () => {
  const messages = join(folder, "messages.jsonl");
  const path = join(folder, "log-lines.jsonl");
  let kept = 0;
  const lines = () =>
    new LogLines({
      tail: new LineTail(messages),
      path,
      checkpoints: {
        keep: async () => {
          kept += 1;
          return { digest: `sha256:${kept}`, size: kept };
        },
        again: async () => undefined,
      },
      onMessage: () => undefined,
      onProgress: () => undefined,
      onLines: () => undefined,
    });
  writeFileSync(messages, '{"type":"log","message":"a"}\n{"type":"checkpoint","path":"model"}\n{"type":"metric"');
  const first = lines();
  await first.advance(false);
  const before = readFileSync(path, "utf8");
  await first.close();
  appendFileSync(
    messages,
    ',"name":"m","value":1}\n{"type":"checkpoint","path":"model"}\nno json\n{"type":"log","message":"b"}',
  );
  const second = lines();
  await second.advance(true);
  const after = readFileSync(path, "utf8");
  expect(after.startsWith(before)).toBe(true);
  expect(second.length).toBe(after.length);
  expect(
    after.split("\n").map((line) => (line === "" ? "" : (JSON.parse(line).digest ?? JSON.parse(line).message))),
  ).toEqual(["a", "sha256:1", "sha256:2", expect.stringContaining("no JSON"), "b", ""]);
});

test("points are numbered from 1, sent once per connection, and kept until they are durable", () => {
  let room = 0;
  const onRoom = () => {
    room += 1;
  };
  const queue = new MetricQueue({ key, cap: 3, onRoom, again: () => undefined });
  const point = (value: number) => ({ name: "m", step: null, value, at: 0 });
  expect([1, 2, 3, 4].map((value) => queue.push(point(value)))).toEqual([true, true, true, false]);
  expect(queue.take(2).map(({ sequence }) => sequence)).toEqual([1, 2]);
  queue.acknowledge(1);
  expect(room).toBe(1);
  queue.rewind();
  expect(queue.take(10).map(({ sequence }) => sequence)).toEqual([2, 3]);
  queue.acknowledge(99);
  expect(queue.isEmpty).toBe(true);
  queue.push(point(5));
  expect(queue.take(10)).toEqual([{ ...point(5), sequence: 4 }]);
});
