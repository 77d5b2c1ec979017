import { expect, test } from "vitest";
import type { Task } from "../../../api/messages.ts";
import { taskToRead } from "./task-to-read.ts";

const tasks = (...states: readonly string[]) =>
  states.map((state, place) => ({ name: `t${place}`, state: `TASK_STATE_${state}` }) as unknown as Task);

test.each([
  [["SUCCEEDED", "FAILED", "RUNNING"], "t1"],
  [["SUCCEEDED", "RUNNING", "RUNNING"], "t1"],
  [["SUCCEEDED", "SUCCEEDED"], "t1"],
  [[], undefined],
])("of %j it is %s", (states, name) => {
  expect(taskToRead(tasks(...states))?.name).toBe(name);
});
