import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { attemptIdVariable, lastPidOfAll, ProcessTable, processesAfter, sendSignal } from "./process-table.ts";

test.runIf(process.platform === "linux")("processes are found with their parent, session and attempt", async () => {
  const before = lastPidOfAll() ?? 0;
  const child = spawn("sleep", ["60"], { detached: true, env: { ...process.env, [attemptIdVariable]: "run/a b/1" } });
  await new Promise((resolve) => child.on("spawn", resolve));
  const expected = { pid: child.pid, parent: process.pid, session: child.pid, attemptId: "run/a b/1" };
  // Between the fork and the exec it still has the environment of this process.
  const find = async () => (await new ProcessTable().read()).find(({ pid }) => pid === child.pid);
  let found = await find();
  while (found?.attemptId === null) found = await find();
  expect(found).toMatchObject(expected);
  expect(processesAfter(before)?.find(({ pid }) => pid === child.pid)).toMatchObject(expected);
  child.kill();
});

test("who asks while a reading is about to begin shares it; who asks later gets another one", async () => {
  const table = new ProcessTable();
  const first = table.read();
  expect(table.read()).toBe(first);
  await first;
  expect(table.read()).not.toBe(first);
});

test("too many pids, or pids that began anew, cannot be told one by one", () => {
  expect(processesAfter(Number.MAX_SAFE_INTEGER)).toBeUndefined();
  expect(processesAfter(-1_000_000)).toBeUndefined();
});

test("a signal to nobody reaches nobody", () => {
  expect(sendSignal(2 ** 30, "SIGTERM")).toBe(false);
});
