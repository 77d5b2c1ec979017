import { TroupeError } from "@troupe/core";
import { VirtualClock } from "@troupe/engine/adapters";
import { beforeEach, expect, test } from "vitest";
import { ListWatches } from "./list-watches.ts";

interface Answer {
  readonly items: readonly string[];
}

let clock: VirtualClock;
let ring: () => void;
let watches: ListWatches<Answer>;
beforeEach(() => {
  clock = new VirtualClock();
  ring = () => {};
  watches = new ListWatches<Answer>({
    clock,
    onNews: (listener) => {
      ring = listener;
      return () => {};
    },
  });
});

function start(asked: readonly unknown[], read: () => Promise<Answer>) {
  const told: Answer[] = [];
  const stop = new AbortController();
  const ended = (async () => {
    for await (const answer of watches.watch(asked, read, stop.signal)) told.push(answer);
  })();
  return { told, stop, ended };
}

test("who asks for the same is told the same answers, read once; who asks for another page, that one", async () => {
  let items = ["a"];
  let reads = 0;
  const read = async () => {
    reads += 1;
    return { items };
  };
  const same = Array.from({ length: 20 }, () => start(["all"], read));
  const other = start(["some"], async () => ({ items: ["b"] }));
  await clock.advance(0);
  const before = reads;
  items = ["a", "c"];
  ring();
  await clock.advance(3000);
  for (const { told } of same) {
    expect(told.map((answer) => answer.items)).toEqual([["a"], ["a", "c"]]);
    expect(told.at(-1)).toBe(same[0]?.told.at(-1));
  }
  expect(reads - before).toBeLessThan(6);
  expect(other.told).toEqual([{ items: ["b"] }]);
  for (const { stop } of [...same, other]) stop.abort();
  await Promise.all([...same, other].map(({ ended }) => ended));
  const after = reads;
  await clock.advance(10_000);
  expect(reads).toBe(after);
});

test("what is refused ends the watch; what fails in passing does not", async () => {
  const refused = start(["gone"], async () => {
    throw new TroupeError("no agent is named so", { code: "AGENT_NOT_FOUND", reaction: "reject" });
  });
  await expect(refused.ended).rejects.toMatchObject({ code: "AGENT_NOT_FOUND" });
  let isLed = false;
  const waiting = start(["all"], async () => {
    if (!isLed) throw new TroupeError("nobody leads", { code: "NOT_LEADER", reaction: "step-down" });
    return { items: ["a"] };
  });
  await clock.advance(2500);
  expect(waiting.told).toEqual([]);
  isLed = true;
  await clock.advance(1000);
  expect(waiting.told).toEqual([{ items: ["a"] }]);
  waiting.stop.abort();
});
