import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { collect } from "../testing/collect.ts";
import { inOrder } from "./in-order.ts";

async function* from<Item>(...items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe("inOrder", () => {
  test("keeps the order of the items, whatever finishes first", async () => {
    const gates = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const results = collect(inOrder(from(0, 1), 8, (index) => gates[index]?.promise ?? Promise.resolve("")));
    gates[1]?.resolve("second");
    await setImmediate();
    gates[0]?.resolve("first");
    expect(await results).toEqual(["first", "second"]);
  });

  test("begins no more than the limit, and one more with each result that is taken", async () => {
    const begun: number[] = [];
    const gate = Promise.withResolvers<void>();
    const results = inOrder(from(1, 2, 3, 4), 2, async (item) => {
      begun.push(item);
      await gate.promise;
      return item;
    });
    const first = results.next();
    await setImmediate();
    expect(begun).toEqual([1, 2]);
    gate.resolve();
    expect(await first).toEqual({ done: false, value: 1 });
    expect(await collect(results)).toEqual([2, 3, 4]);
  });

  test("yields a result while the next item is not there yet", async () => {
    const later = Promise.withResolvers<number>();
    async function* items() {
      yield 1;
      yield await later.promise;
    }
    const results = inOrder(items(), 8, async (item) => item * 10);
    expect(await results.next()).toEqual({ done: false, value: 10 });
    later.resolve(2);
    expect(await collect(results)).toEqual([20]);
  });

  test("throws what the work on an item throws, when its turn comes", async () => {
    const results = inOrder(from(1, 2), 8, async (item) => {
      if (item === 2) throw new Error("no room");
      return item;
    });
    expect(await results.next()).toEqual({ done: false, value: 1 });
    await expect(results.next()).rejects.toThrow("no room");
  });
});
