/** What the machine lacks, then the unit and the integration tests. Words behind `--` go to vitest. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");

for (const words of [
  [join(import.meta.dirname, "setup.ts"), "--for", "test"],
  [vitest, "run", "--project", "unit", "--project", "integration", ...process.argv.slice(2)],
]) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
