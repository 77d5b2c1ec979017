import { beforeEach, expect, test } from "vitest";
import { LogFeed } from "./log-feed.ts";
import type { LogPiece, LogSource } from "./log-source.ts";

const text = Buffer.from("0123456789");
let feed: LogFeed;
beforeEach(() => {
  const source = {
    key: { runId: "r", task: "t", attempt: 1, stream: "stdout" },
    read: async (offset: number, limit: number): Promise<LogPiece> => ({
      offset,
      gap: 0,
      data: text.subarray(offset, offset + limit),
    }),
    release: () => undefined,
    rest: () => undefined,
    close: () => undefined,
  };
  feed = new LogFeed(source as unknown as LogSource, 0, () => undefined);
});

async function send(bytes: number): Promise<number | undefined> {
  const piece = await feed.next(bytes);
  return piece && feed.take(piece, 0)?.offset;
}

test("goes on behind what was sent, whatever is acknowledged of it", async () => {
  expect([await send(4), await send(2)]).toEqual([0, 4]);
  expect(feed.acknowledge(4)).toBe(false);
  expect(await send(2)).toBe(6);
});

test("goes back to what is durable if that is less than before", async () => {
  await send(6);
  feed.acknowledge(6);
  expect(feed.acknowledge(2)).toBe(true);
  expect(await send(2)).toBe(2);
});

test("goes back if what is on its way was not taken, and not if nothing is", async () => {
  await send(4);
  feed.acknowledge(4);
  expect(feed.acknowledge(4)).toBe(false);
  expect([await send(2), await send(2)]).toEqual([4, 6]);
  expect(feed.acknowledge(4)).toBe(true);
  expect(await send(4)).toBe(4);
});
