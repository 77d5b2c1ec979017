/**
 * How fast an agent's executors start and end what does nothing, without a coordinator:
 *
 *   node bench/executors.ts [directory]
 *
 * Programs: /bin/true with the files of an attempt, side by side in eight lanes, in each isolation tier that this machine
 * has, also with an agent that holds 500 MB. Beside it the floor: GNU make, running as many commands that make the same
 * files. Functions: through one worker. The directory should lie on the disk that counts; take a fresh one, for ext4 is
 * slow to make files where many were deleted within the last half minute.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ShellLauncher } from "../packages/agent/src/adapters/launcher/shell-launcher.ts";
import { FunctionExecutor } from "../packages/agent/src/executors/function.ts";
import { detectIsolation } from "../packages/agent/src/process-tree/isolation.ts";
import type { Tier } from "../packages/agent/src/process-tree/process-tree.ts";
import { functionAttempt, writeBundle } from "../packages/agent/test-support/function-bundle.ts";

const name = "bench-executors";
const root = mkdtempSync(join(process.argv[2] ?? tmpdir(), "troupe-bench-"));
try {
  const best = detectIsolation({ name }).tier;
  for (const tier of best === 3 ? [3 as const] : [best, 3 as const]) await programs(tier);
  const ballast = Array.from({ length: 500 }, () => Buffer.alloc(1024 * 1024, 1));
  await programs(best, `, agent with ${ballast.length} MB`);
  floor();
  for (const together of [1, 50]) await functions(together);
} finally {
  rmSync(root, { recursive: true });
}

async function programs(tier: Tier, note = ""): Promise<void> {
  const folder = mkdtempSync(join(root, "programs-"));
  const launcher = new ShellLauncher({ folder: join(folder, "launcher"), isolation: detectIsolation({ name, tier }) });
  const one = async (index: number) => {
    const attempt = join(folder, String(index));
    mkdirSync(attempt);
    const execution = await launcher.start({
      attemptId: attempt,
      folder: attempt,
      argv: ["/bin/true"],
      workingFolder: "/",
      environment: { TROUPE_ATTEMPT_ID: attempt, TROUPE_INPUTS: "x", TROUPE_OUTPUTS: "y", TROUPE_MESSAGES: "z" },
      memoryBytes: 0,
    });
    const { exitCode } = await execution.ended;
    if (exitCode !== 0) throw new Error(`/bin/true ended with ${exitCode}`);
  };
  // The lanes are there before the clock runs.
  await sideBySide(8, 16, (index) => one(-index - 1));
  report(`programs, tier ${tier}${note}`, 2000, await sideBySide(8, 2000, one));
  await launcher.close();
}

function floor(): void {
  const folder = mkdtempSync(join(root, "make-"));
  const files = "echo 1 >run.sh && : >stdout && : >stderr && /bin/true && echo 0 >exit";
  const rules = Array.from({ length: 1000 }, (_, index) => `${index}:\n\t@mkdir ${index} && cd ${index} && ${files}\n`);
  writeFileSync(join(folder, "Makefile"), `all:${rules.map((_, index) => ` ${index}`).join("")}\n${rules.join("")}`);
  const from = performance.now();
  execFileSync("make", ["-s", "-j8", "all"], { cwd: folder });
  report("floor: GNU make, the same files", rules.length, performance.now() - from);
}

async function functions(together: number): Promise<void> {
  const codeFolder = writeBundle(mkdtempSync(join(root, "functions-")), { echo: "return inputs.n;" });
  const isolation = detectIsolation({ name });
  const executor = new FunctionExecutor({ isolation, sharedWorkers: 1, save: async () => "" });
  const never = new AbortController().signal;
  const one = async (n: number) => {
    const attempt = functionAttempt({ codeFolder, step: "echo", inputs: { n } });
    await executor.prepare(attempt, never);
    const { result } = await (await executor.start(attempt, { log() {}, message() {} })).ended;
    if (result?.ok !== true || result.output !== n) throw new Error(JSON.stringify(result));
  };
  await sideBySide(together, 1000, one);
  report(`functions, one worker, ${together} at a time`, 10_000, await sideBySide(together, 10_000, one));
  await executor.close();
}

/** Milliseconds. */
async function sideBySide(width: number, count: number, one: (index: number) => Promise<void>): Promise<number> {
  const from = performance.now();
  let next = 0;
  const work = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: width }, work));
  return performance.now() - from;
}

function report(what: string, count: number, ms: number): void {
  console.log(
    `${what.padEnd(48)} ${Math.round((count / ms) * 1000)
      .toLocaleString("en")
      .padStart(8)} /s`,
  );
}
