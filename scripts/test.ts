/** What the machine lacks, the console's site, then every test but the slow ones of test/fault. Words behind `--` go to vitest. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");

for (const words of [
  [join(import.meta.dirname, "setup.ts"), "--for", "test"],
  [join(import.meta.dirname, "console/build.ts")],
  [
    vitest,
    "run",
    ...["unit", "process", "integration", "browser"].flatMap((name) => ["--project", name]),
    ...process.argv.slice(2),
  ],
]) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
