import { VirtualClock } from "@troupe/engine/adapters";
import { beforeEach, expect, test } from "vitest";
import { LookWatch } from "./look-watch.ts";

interface View {
  readonly leader: string;
}

let clock: VirtualClock;
let view: View;
let looks: number;
let listeners: Set<() => void>;
let watch: LookWatch<View>;
beforeEach(() => {
  clock = new VirtualClock();
  view = { leader: "c1" };
  looks = 0;
  listeners = new Set();
  watch = new LookWatch({
    clock,
    read: async () => {
      looks += 1;
      return view;
    },
    tellEveryMs: 5000,
    onNews: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
});

function start() {
  const told: [at: number, leader: string][] = [];
  const stop = new AbortController();
  const ended = (async () => {
    for await (const { leader } of watch.watch(stop.signal)) told.push([clock.monotonic(), leader]);
  })();
  return { told, stop, ended };
}

test("who looks is told at once, at each change within a second, and every five seconds whatever happens", async () => {
  const began = clock.monotonic();
  const { told } = start();
  await clock.advance(1500);
  view = { leader: "c2" };
  await clock.advance(9000);
  expect(told.map(([at, leader]) => [at - began, leader])).toEqual([
    [0, "c1"],
    [2000, "c2"],
    [7000, "c2"],
  ]);
});

test("a change of the lead is told in that moment, also when the cluster is being read just then", async () => {
  const { told } = start();
  await clock.advance(100);
  const at = clock.monotonic();
  view = { leader: "" };
  for (const listener of listeners) listener();
  view = { leader: "c2" };
  for (const listener of listeners) listener();
  await clock.advance(0);
  expect(told.at(-1)).toEqual([at, "c2"]);
});

test("however many look, it is read once for all of them; and not at all when nobody does", async () => {
  const all = Array.from({ length: 50 }, start);
  await clock.advance(0);
  for (const { told } of all) expect(told).toHaveLength(1);
  const before = looks;
  await clock.advance(3000);
  expect(looks - before).toBe(3);
  for (const { stop } of all) stop.abort();
  await Promise.all(all.map(({ ended }) => ended));
  await clock.advance(10_000);
  expect(looks - before).toBe(3);
  expect(listeners.size).toBe(0);
});

test("a look that fails is made up for by the next one", async () => {
  let isBroken = true;
  watch = new LookWatch({
    clock,
    read: async () => {
      if (isBroken) throw new Error("the store is away");
      return view;
    },
    onNews: () => () => undefined,
  });
  const { told } = start();
  await clock.advance(1500);
  expect(told).toEqual([]);
  isBroken = false;
  await clock.advance(1000);
  expect(told).toHaveLength(1);
});
