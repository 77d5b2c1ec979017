import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const tests = join(import.meta.dirname, "../tests");

// Each file in a process of its own, so that vitest says which one failed.
test.each(["test_run", "test_script", "test_failure", "test_trace"])("%s", { timeout: 60_000 }, async (name) => {
  const { stderr } = await promisify(execFile)("python3", ["-m", "unittest", name], { cwd: tests });
  expect(stderr).toMatch(/\nOK\s*$/);
});
