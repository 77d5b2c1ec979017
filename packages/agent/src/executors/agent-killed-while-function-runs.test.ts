/**
 * Goal: a function dies with its agent, even one that never lets go of the thread: nothing computes for nobody.
 * Method: an agent process starts a function and is killed with -9; the worker is looked for until it is gone.
 * Invariant: I7 (no leak).
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lineIn } from "../../test-support/await-file.ts";
import { writeBundle } from "../../test-support/function-bundle.ts";
import { statOf } from "../process-tree/process-identity.ts";

const root = mkdtempSync(join(tmpdir(), "troupe-function-agent-"));
const agentScript = join(import.meta.dirname, "../../test-support/function-agent.ts");
const tellPid = `fs.writeFileSync(inputs.up, process.pid + "\\n");`;
const codeFolder = writeBundle(join(root, "code"), {
  waits: `${tellPid} await new Promise((resolve) => setTimeout(resolve, 1e9));`,
  spins: `${tellPid} for (;;) {}`,
});
const canFollow = spawnSync("setpriv", ["--pdeathsig", "KILL", "true"]).status === 0;

afterAll(() => rmSync(root, { recursive: true }));

test.each(canFollow ? ["waits", "spins"] : ["waits"])("a function that %s", async (step) => {
  const up = join(root, step);
  const agent = spawn(process.execPath, [agentScript, codeFolder, step, up], { stdio: "inherit" });
  const worker = Number(await lineIn(up));
  agent.kill("SIGKILL");
  while (isThere(worker)) await new Promise((resolve) => setImmediate(resolve));
  expect(isThere(worker)).toBe(false);
});

function isThere(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && !stat.isZombie;
}
