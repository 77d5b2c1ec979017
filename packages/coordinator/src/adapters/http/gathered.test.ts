import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Gathered, Turns } from "./gathered.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** Takes what it is given, or nothing while it is full. */
function reader() {
  const writes: string[] = [];
  const free: (() => void)[] = [];
  const state = { isFull: false };
  const target = new Writable({
    decodeStrings: false,
    highWaterMark: 1,
    write(chunk: string, _encoding, done) {
      writes.push(chunk);
      if (state.isFull) free.push(done);
      else done();
    },
  });
  const freeAll = () => {
    for (const done of free.splice(0)) done();
  };
  return { writes, state, target, freeAll };
}

/** One turn of the event loop, so far as it is faked. */
const turn = () => vi.advanceTimersByTimeAsync(0);

test("the first event is written at once, those that come fast after it together", async () => {
  const { writes, target } = reader();
  const gathered = new Gathered(target, new Turns());
  gathered.write("a");
  await turn();
  expect(writes).toEqual(["a"]);
  for (const text of ["b", "c", "d"]) gathered.write(text);
  await vi.advanceTimersByTimeAsync(50);
  expect(writes).toEqual(["a"]);
  await vi.advanceTimersByTimeAsync(100);
  expect(writes).toEqual(["a", "bcd"]);
});

test("of many readers few are written to in one turn, and all of them in the end", async () => {
  const turns = new Turns();
  const readers = Array.from({ length: 50 }, reader);
  for (const { target } of readers) new Gathered(target, turns).write("x");
  const told = () => readers.filter(({ writes }) => writes.length > 0).length;
  vi.runOnlyPendingTimers();
  expect(told()).toBeLessThan(10);
  expect(told()).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(100);
  expect(told()).toBe(50);
});

test("a reader that takes nothing is given nothing more, and nothing is lost", async () => {
  const { writes, state, target, freeAll } = reader();
  const gathered = new Gathered(target, new Turns());
  state.isFull = true;
  gathered.write("a");
  await turn();
  gathered.write("b");
  await vi.advanceTimersByTimeAsync(1000);
  expect(gathered.write("c".repeat(64 * 1024))).toBe(false);
  let isDrained = false;
  gathered.once("drain", () => {
    isDrained = true;
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect([writes, isDrained]).toEqual([["a"], false]);
  state.isFull = false;
  freeAll();
  await vi.advanceTimersByTimeAsync(10);
  expect(writes.join("")).toBe(`ab${"c".repeat(64 * 1024)}`);
  expect(isDrained).toBe(true);
});

test("what is gathered at the end is written", () => {
  const { writes, target } = reader();
  const gathered = new Gathered(target, new Turns());
  gathered.write("a");
  gathered.end();
  expect(writes).toEqual(["a"]);
});
