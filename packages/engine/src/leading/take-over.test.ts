import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../adapters/memory/virtual-clock.ts";
import { silentLog } from "../options.ts";
import { TakeOver } from "./take-over.ts";

const patienceMs = 500;

let clock: VirtualClock;
let said: object[];
let takeOver: TakeOver;
beforeEach(() => {
  clock = new VirtualClock();
  said = [];
  takeOver = new TakeOver(7, clock, { ...silentLog, info: (fields) => void said.push(fields) });
});

test("a take-over is told once, with the time of each step since the term began", async () => {
  await clock.advance(4);
  takeOver.reached("fenced");
  await clock.advance(6);
  takeOver.reached("open");
  takeOver.welcomed("a1", true);
  await clock.advance(5);
  takeOver.welcomed("a2", false);
  expect(said).toEqual([]);
  takeOver.reached("reported");
  await clock.advance(5);
  takeOver.reached("reported");
  expect(said).toEqual([{ term: 7, ms: { fenced: 4, open: 10, welcomed: 10, reported: 15 } }]);
});

describe("what can wait for agents", () => {
  /** Whether it has gone on, after so long. */
  const waiting = () => {
    let isOver = false;
    void takeOver.agentsHeard(patienceMs).then(() => {
      isOver = true;
    });
    return async (ms = 0) => {
      await clock.advance(ms);
      return isOver;
    };
  };

  test("goes on at once if there were none", async () => {
    takeOver.reached("open");
    expect(await waiting()()).toBe(true);
  });

  test("waits until all are back, and until the first result is written if they bring some", async () => {
    takeOver.expect("a1");
    takeOver.expect("a2");
    takeOver.reached("open");
    const isOver = waiting();
    takeOver.welcomed("a1", true);
    expect(await isOver()).toBe(false);
    takeOver.welcomed("a2", false);
    expect(await isOver()).toBe(false);
    takeOver.reached("reported");
    expect(await isOver()).toBe(true);
  });

  test("waits for nothing more where they bring no results", async () => {
    takeOver.expect("a1");
    takeOver.reached("open");
    const isOver = waiting();
    takeOver.welcomed("a1", false);
    expect(await isOver()).toBe(true);
  });

  test("waits no longer than it has patience: one of them may be gone", async () => {
    takeOver.expect("a1");
    takeOver.reached("open");
    const isOver = waiting();
    expect(await isOver(patienceMs - 1)).toBe(false);
    expect(await isOver(1)).toBe(true);
  });
});
