import { expect, test } from "vitest";
import type { AttemptBar } from "../model/phases.ts";
import { lanesByAgent, lanesByTask } from "./lanes.ts";

const bar = (task: string, agent: string, from: number, to: number | undefined, queued = from): AttemptBar => ({
  task,
  attempt: 1,
  agent,
  exitClass: "",
  from: queued,
  to,
  phases: [
    { name: "queued", from: queued, to: from },
    { name: "running", from, to },
  ],
});

const drawn = (lanes: readonly { readonly label: string; readonly bars: readonly AttemptBar[] }[]) =>
  lanes.map(({ label, bars }) => `${label}: ${bars.map(({ task }) => task).join(" ")}`);

test("a row a task, retries in the same, in the order of time", () => {
  const bars = [bar("b", "g1", 5, 6), bar("a", "g1", 1, 2), bar("a", "g2", 8, 9)];
  expect(drawn(lanesByTask(bars))).toEqual(["a: a a", "b: b"]);
});

test("an agent has as many rows as it had attempts at once", () => {
  const bars = [
    bar("a", "g1", 0, 10),
    bar("b", "g1", 2, 4),
    bar("c", "g1", 4, 6),
    bar("d", "g2", 0, undefined),
    bar("e", "", 0, 1),
  ];
  expect(drawn(lanesByAgent(bars))).toEqual(["g1: a", ": b c", "g2: d", "no agent: e"]);
});

test("the time in the queue takes no room on an agent", () => {
  const bars = [bar("a", "g1", 0, 10), bar("b", "g1", 10, 20, 1)];
  expect(drawn(lanesByAgent(bars))).toEqual(["g1: a b"]);
});
