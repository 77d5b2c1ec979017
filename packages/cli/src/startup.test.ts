import { execFile, execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

/** Goal: the command starts fast, and with whatever Node somebody has. Method: real processes. */
const run = promisify(execFile);
const launcher = join(import.meta.dirname, "../bin/troupe");

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-startup-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function fastest(times: number, words: readonly string[]): number {
  const spans = Array.from({ length: times }, () => {
    const startedAt = performance.now();
    execFileSync(process.execPath, words, { stdio: "ignore" });
    return performance.now() - startedAt;
  });
  return Math.min(...spans);
}

test("help takes less than 200 ms, or on a slow machine less than five starts of Node", () => {
  const floorMs = fastest(5, ["-e", "0"]);
  const helpMs = fastest(8, [launcher, "--help"]);
  expect(helpMs).toBeLessThan(Math.max(200, 5 * floorMs));
});

test("help and completion of commands load no client, no compiler, no server", async () => {
  const spy = `import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { process._rawDebug(url); return next(url, context); } });`;
  const hook = `data:text/javascript,${encodeURIComponent(spy)}`;
  for (const words of [["--help"], ["run", "--help"], ["complete", "--", "ru"]]) {
    const { stderr } = await run(process.execPath, ["--import", hook, launcher, ...words]);
    const loaded = stderr.split("\n").filter((url) => url.startsWith("file:"));
    expect(loaded.length).toBeGreaterThan(10);
    const heavy = /grpc|esbuild|zod|yaml|log-update|pino|packages\/(sdk|coordinator|agent|engine|proto)\//;
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
  }
});

/** An executable that says it is an old Node, and runs what it is given with the present one. */
async function oldNode(): Promise<string> {
  const preload = join(folder, "old.cjs");
  await writeFile(preload, `Object.defineProperty(process.versions, "node", { value: "18.1.0" });`);
  const path = join(folder, "old-node");
  await writeFile(path, `#!/bin/sh\nexec "${process.execPath}" --require "${preload}" "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

test("an older Node hands over to the one that came with the packages", async () => {
  const { stdout } = await run(await oldNode(), [launcher, "version", "-o", "json"]);
  expect(JSON.parse(stdout)).toMatchObject({ node: process.versions.node });
});

test("its exit code is the command's", async () => {
  await expect(run(await oldNode(), [launcher, "no-such-command"])).rejects.toMatchObject({ code: 2 });
});

test("without any, it says what is missing", async () => {
  const alone = join(folder, "alone/packages/cli/bin");
  await mkdir(alone, { recursive: true });
  await writeFile(join(alone, "package.json"), `{"type":"commonjs"}`);
  await run("cp", [launcher, alone]);
  await symlink(join(alone, "troupe"), join(folder, "troupe"));
  const started = run(await oldNode(), [join(folder, "troupe"), "--help"], { cwd: folder });
  await expect(started).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/troupe needs Node 24 or newer, and this is Node 18\.1\.0[\s\S]*npm install node-/),
  });
});

test("a reader that leaves early is no error", async () => {
  const { stdout } = await run("sh", [
    "-c",
    `"${process.execPath}" "${launcher}" --help | head -1; echo "\${PIPESTATUS:-0}"`,
  ]);
  expect(stdout).toContain("Usage: troupe");
});
