import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { collect } from "../../api/testing/collect.ts";
import { IncomingMessages } from "./incoming-messages.ts";

const open = () => new PassThrough({ objectMode: true, highWaterMark: 1 });

describe("IncomingMessages", () => {
  test("yields in order, and leaves the stream whole when the messages end", async () => {
    const stream = open();
    const messages = collect(new IncomingMessages<number>(stream));
    for (const message of [1, 2, 3]) stream.write(message);
    stream.end();
    expect(await messages).toEqual([1, 2, 3]);
  });

  test("takes no more than some while nobody reads, and all of it once somebody does", async () => {
    const stream = open();
    const messages = new IncomingMessages<number>(stream);
    let written = 0;
    while (written < 1000 && stream.write(++written)) await setImmediate();
    expect(written).toBeLessThan(50);
    stream.end();
    expect(await collect(messages)).toHaveLength(written);
  });

  test("throws at the reader when the stream breaks, after what came before", async () => {
    const stream = open();
    const messages = new IncomingMessages<number>(stream);
    stream.write(1);
    expect(await messages.next()).toEqual({ done: false, value: 1 });
    stream.destroy(new Error("reset"));
    await expect(messages.next()).rejects.toThrow("reset");
    const broken = open();
    const none = new IncomingMessages<number>(broken).next();
    broken.destroy();
    await expect(none).rejects.toThrow("broke off");
  });
});
