import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAdvice } from "../../../../vite/failure-advice.ts";
import type { Task } from "../../../api/messages.ts";
import { adviceFor, whatNext } from "./advice.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../../../docs/errors.md"), "utf8");
const advice = readAdvice(page);

test("every code of the table has its advice, without the links of the page", () => {
  const section = page.split("## Why a task failed")[1]?.split("\n## ")[0] ?? "";
  const codes = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map((row) => row[1]);
  expect(codes.length).toBeGreaterThan(30);
  expect(Object.keys(advice)).toEqual(codes);
  for (const { mend } of Object.values(advice)) expect(mend).not.toMatch(/^$|\]\(/);
});

test("a code that is not known is told by its class", () => {
  expect(adviceFor(advice, { code: "TASK_OUT_OF_MEMORY", exitClass: "EXIT_CLASS_OOM" })).toMatch(/ask for more memory/);
  expect(adviceFor(advice, { code: "OF_TOMORROW", exitClass: "EXIT_CLASS_LOST" })).toMatch(
    /^Nobody: look at the agent that had it/,
  );
  expect(adviceFor(advice, { code: "OF_TOMORROW", exitClass: "EXIT_CLASS_FAILURE" })).toMatch(/logs/);
});

const task = (state: string, attempts = 1) =>
  ({ state: `TASK_STATE_${state}`, attempts: Array.from({ length: attempts }) }) as unknown as Task;

test("what became of the rest", () => {
  const failed = task("FAILED", 3);
  expect(whatNext(failed, [failed, task("SKIPPED"), task("SKIPPED"), task("SUCCEEDED")], false)).toBe(
    "It was tried 3 times, and no retry is left. 2 tasks that needed it were skipped. The run is over. Run again makes what failed or never ran, and keeps the other results.",
  );
  expect(whatNext(task("FAILED"), [task("FAILED"), task("RUNNING")], true)).toBe(
    "The run goes on with what does not need it: 1 task to go.",
  );
});
