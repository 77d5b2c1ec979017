import { expect, test } from "vitest";
import type { Task } from "../../../api/messages.ts";
import { leadingState, readSummary, summarize } from "./summary.ts";

const tasks = (...states: readonly string[]) =>
  new Map(states.map((state, place) => [`t${place}`, { state: `TASK_STATE_${state}` } as unknown as Task]));

const leading = (...states: readonly string[]) => {
  const all = tasks(...states);
  return leadingState(readSummary(summarize(all, [...all.keys()])));
};

test("what matters most stands for all", () => {
  expect(leading("SUCCEEDED", "RUNNING", "PENDING")).toBe("TASK_STATE_RUNNING");
  expect(leading("RUNNING", "FAILED")).toBe("TASK_STATE_FAILED");
  expect(leading("SUCCEEDED", "SKIPPED")).toBe("TASK_STATE_SUCCEEDED");
  expect(leading("SKIPPED", "SKIPPED")).toBe("TASK_STATE_SKIPPED");
});

test("what is not there yet is pending", () => {
  expect(readSummary(summarize(tasks("RUNNING"), ["t0", "t1", "t2"]))).toEqual([
    { state: "TASK_STATE_RUNNING", count: 1 },
    { state: "TASK_STATE_PENDING", count: 2 },
  ]);
});
