import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Argument } from "@troupe/core";
import { afterAll, describe, expect, test } from "vitest";
import { type AttemptOptions, processAttempt, writeFiles } from "../../test-support/attempts.ts";
import { ShellLauncher } from "../adapters/launcher/shell-launcher.ts";
import { detectIsolation } from "../process-tree/isolation.ts";
import { argumentText } from "./argument.ts";
import { CommandExecutor } from "./command.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "troupe-command-")));
const codeFolder = join(root, "code");
writeFiles(codeFolder, { "run.sh": "#!/bin/sh\ncat data.txt\n", "data.txt": "from the code\n", "plain.txt": "" });
chmodSync(join(codeFolder, "run.sh"), 0o755);

const launcher = new ShellLauncher({
  folder: join(root, "launcher"),
  isolation: detectIsolation({ name: "test-command" }),
});
const executor = new CommandExecutor({ launcher });
let count = 0;

afterAll(async () => {
  await launcher.close();
  rmSync(root, { recursive: true });
});

function attemptOf(argv: readonly Argument[], options: Partial<AttemptOptions> = {}) {
  return processAttempt({ root, name: `command-${++count}`, runs: { kind: "command", argv }, ...options });
}

async function run(argv: readonly Argument[], options: Partial<AttemptOptions> = {}) {
  const attempt = attemptOf(argv, options);
  await executor.prepare(attempt);
  const exit = await (await executor.start(attempt)).ended;
  return { exit, stdout: readFileSync(join(attempt.folder ?? "", "stdout"), "utf8"), attempt };
}

test("runs a program with the inputs among its words", async () => {
  const table = { kind: "csv", digest: "sha256:0", size: 1, path: "/data/a b.csv" };
  const argv = [
    "printf",
    "%s|",
    { input: ["table"] },
    { text: ["--n=", { input: ["rows", "1"] }] },
    { input: ["deep", "x"] },
  ];
  const { stdout, exit } = await run(argv, { inputs: { table, rows: [1, 2], deep: { x: { y: [true] } } } });
  expect(exit).toMatchObject({ exitCode: 0 });
  expect(stdout).toBe('/data/a b.csv|--n=2|{"y":[true]}|');
});

test("a word that is a shell's own command is the program of that name", async () => {
  // As a builtin, `test` would end with 1 here; as a special one, `exec` would end the lane.
  expect((await run(["test", "a", "=", "a"])).exit).toMatchObject({ exitCode: 0 });
  await expect(executor.prepare(attemptOf(["exec", "true"]))).rejects.toMatchObject({ code: "COMMAND_NOT_FOUND" });
});

test("runs in a copy of the code, where the project's relative paths lead somewhere", async () => {
  expect((await run(["./run.sh"], { codeFolder })).stdout).toBe("from the code\n");
  const { stdout, attempt } = await run(["sh", "-c", "pwd; echo new | tee data.txt"], { codeFolder });
  expect(stdout).toBe(`${attempt.folder}/work\nnew\n`);
  expect((await run(["cat", "data.txt"], { codeFolder })).stdout).toBe("from the code\n");
});

test("runs in an empty folder without code", async () => {
  const { stdout, attempt } = await run(["sh", "-c", "pwd; ls"]);
  expect(stdout).toBe(`${attempt.folder}/work\n`);
});

test("finds its surroundings in the environment", async () => {
  const { stdout } = await run(["env"], { codeFolder, environment: { CUDA_VISIBLE_DEVICES: "" } });
  expect(stdout).toContain(`\nTROUPE_CODE=${codeFolder}\n`);
  expect(stdout).toContain(`TROUPE_ATTEMPT_ID=run/command-${count}/1\n`);
  expect(stdout).toMatch(/^CUDA_VISIBLE_DEVICES=$/m);
});

describe("before it is claimed", () => {
  test.each([
    ["no-such-program", "there is no program no-such-program on this machine's PATH"],
    ["./plain.txt", "./plain.txt is no program that can be executed"],
  ])("%s is refused by name", async (name, message) => {
    await expect(executor.prepare(attemptOf([name], { codeFolder }))).rejects.toMatchObject({
      code: "COMMAND_NOT_FOUND",
      message: expect.stringContaining(message),
    });
  });

  test("so is an input that is not there", async () => {
    await expect(
      executor.prepare(attemptOf(["echo", { input: ["a", "b"] }], { inputs: { a: {} } })),
    ).rejects.toMatchObject({
      code: "TASK_INPUT_INVALID",
      message: "the input a.b is not there",
    });
  });
});

test("a word never follows what an object inherits", () => {
  expect(() => argumentText({ input: ["constructor", "name"] }, {})).toThrow("is not there");
});
