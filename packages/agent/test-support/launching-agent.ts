/** As much of an agent as can die in a test: starts one program, says so, and lives on until it is killed. */
import { writeFileSync } from "node:fs";
import { ShellLauncher } from "../src/adapters/launcher/shell-launcher.ts";
import { detectIsolation } from "../src/process-tree/isolation.ts";
import type { Tier } from "../src/process-tree/process-tree.ts";

const [root = "", folder = "", tier = "3", script = ""] = process.argv.slice(2);
const isolation = detectIsolation({ name: "test-agent-killed", tier: Number(tier) as Tier });
const launcher = new ShellLauncher({ folder: `${root}/launcher-${process.pid}`, isolation });
const { identity } = await launcher.start({
  attemptId: folder,
  folder,
  argv: ["/bin/sh", "-c", script],
  workingFolder: folder,
  environment: { TROUPE_ATTEMPT_ID: folder },
  memoryBytes: 0,
});
writeFileSync(`${folder}/started`, `${JSON.stringify({ agent: process.pid, lane: identity?.pid })}\n`);
