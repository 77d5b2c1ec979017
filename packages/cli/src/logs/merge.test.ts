import { expect, test } from "vitest";
import { plain } from "../render/style.ts";
import { LinePrefixer } from "./line-prefixer.ts";
import { Merge } from "./merge.ts";

async function* of<T>(...items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

test("streams may join while it is read, and none is lost", async () => {
  const merge = new Merge<string>();
  merge.add(of("a1", "a2"));
  const seen: string[] = [];
  for await (const item of merge) {
    seen.push(item);
    if (item === "a1") merge.add(of("b1", "b2"));
  }
  expect(seen.toSorted()).toEqual(["a1", "a2", "b1", "b2"]);
  expect(seen.indexOf("b1")).toBeLessThan(seen.indexOf("b2"));
});

test("it waits for work that may add streams, and fails as they fail", async () => {
  const merge = new Merge<string>();
  const found = Promise.withResolvers<void>();
  merge.waitFor(found.promise.then(() => merge.add(of("late"))));
  queueMicrotask(found.resolve);
  const seen: string[] = [];
  for await (const item of merge) seen.push(item);
  expect(seen).toEqual(["late"]);

  const failing = new Merge<string>();
  failing.waitFor(Promise.reject(new Error("gone")));
  await expect(failing[Symbol.asyncIterator]().next()).rejects.toThrow("gone");
});

test("a source is not read ahead of its reader, and is closed with it", async () => {
  let made = 0;
  let isClosed = false;
  async function* source(): AsyncGenerator<number> {
    try {
      while (true) yield made++;
    } finally {
      isClosed = true;
    }
  }
  const merge = new Merge<number>();
  merge.add(source());
  for await (const item of merge) if (item === 3) break;
  await new Promise((resolve) => setImmediate(resolve));
  expect(isClosed).toBe(true);
  expect(made).toBeLessThan(6);
});

test("lines are cut where they end, also inside a character, and each says whose it is", () => {
  const lines = new LinePrefixer(plain);
  const euro = Buffer.from("€\n");
  const add = (task: string, data: Uint8Array): readonly string[] =>
    lines.add({ task, attempt: 1, stream: "stdout", offset: 0, data, gap: 0, at: null });
  expect(add("train", Buffer.from("one\ntw"))).toEqual(["train │ one"]);
  expect(add("b", euro.subarray(0, 2))).toEqual([]);
  expect(add("b", euro.subarray(2))).toEqual(["b     │ €"]);
  expect(add("train", Buffer.from("o"))).toEqual([]);
  expect(lines.end()).toEqual(["train │ two"]);
});
