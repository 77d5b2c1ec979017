import { expect, test } from "vitest";
import type { ProcessEntry } from "./process-table.ts";
import { membersOf } from "./scanned-tree.ts";

const lane = { bootId: "b", pid: 10, startTime: "100" };

function entry(pid: number, parent: number, session: number, attemptId: string | null = null): ProcessEntry {
  return { pid, parent, session, attemptId, startTime: String(pid * 10) };
}

const launcher = entry(2, 1, 2);
const laneEntry = entry(10, 2, 10);

test("the session, but neither the lane nor its parent", () => {
  expect(membersOf([launcher, laneEntry, entry(11, 10, 10), entry(12, 11, 10)], "a", lane).toSorted()).toEqual([
    11, 12,
  ]);
});

test("what left the session, by its environment; and its descendants, whatever they did to theirs", () => {
  const daemon = entry(20, 1, 20, "a");
  expect(membersOf([laneEntry, daemon, entry(21, 20, 21), entry(22, 21, 22)], "a", lane).toSorted()).toEqual([
    20, 21, 22,
  ]);
});

test("nothing of other attempts", () => {
  expect(membersOf([laneEntry, entry(30, 1, 30, "b"), entry(31, 30, 31, "ab")], "a", lane)).toEqual([]);
});

test("once the lane is gone its session number proves nothing: somebody else may have it", () => {
  const stranger = { ...entry(10, 1, 10), startTime: "999" };
  expect(membersOf([stranger, entry(11, 10, 10)], "a", lane)).toEqual([]);
  expect(membersOf([entry(11, 1, 10, "a"), entry(12, 1, 10)], "a", lane)).toEqual([11]);
});
