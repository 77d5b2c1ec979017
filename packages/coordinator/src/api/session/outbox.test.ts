import { describe, expect, test } from "vitest";
import { collect } from "../testing/collect.ts";
import { Outbox } from "./outbox.ts";

describe("Outbox", () => {
  test("delivers in order, what came before the reader and after it", async () => {
    const outbox = new Outbox<number>(10);
    outbox.push(1);
    const read = collect(outbox);
    outbox.push(2);
    outbox.push(3);
    outbox.end();
    expect(await read).toEqual([[1], [2, 3]]);
  });

  test("takes no more than its limit, and none after its end", () => {
    const outbox = new Outbox<number>(2);
    expect([outbox.push(1), outbox.push(2), outbox.push(3)]).toEqual([true, true, false]);
    outbox.end();
    expect(outbox.push(4)).toBe(false);
  });

  test("delivers what was taken before it fails, and fails once", async () => {
    const outbox = new Outbox<number>(2);
    outbox.push(1);
    outbox.fail(new Error("first"));
    outbox.fail(new Error("second"));
    const reader = outbox[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: [1] });
    await expect(reader.next()).rejects.toThrow("first");
  });
});
