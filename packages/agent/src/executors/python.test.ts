import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Executable } from "@troupe/core";
import { pythonLibrary } from "@troupe/python";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AttemptOptions, processAttempt, writeFiles } from "../../test-support/attempts.ts";
import { ShellLauncher } from "../adapters/launcher/shell-launcher.ts";
import { detectIsolation } from "../process-tree/isolation.ts";
import { readOutput } from "../step-protocol/read-output.ts";
import { PythonExecutor } from "./python.ts";
import { PythonEnvironments } from "./python-environments.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "troupe-python-")));
const codeFolder = join(root, "code");
const environmentsFolder = join(root, "environments");
const launcher = new ShellLauncher({
  folder: join(root, "launcher"),
  isolation: detectIsolation({ name: "test-python" }),
});
const executor = new PythonExecutor({ launcher, library: pythonLibrary, environmentsFolder });
const system = new PythonExecutor({ launcher, library: pythonLibrary, environmentsFolder, environments: "system" });
const never = new AbortController().signal;
let count = 0;

type Python = Omit<Extract<Executable, { kind: "python" }>, "kind">;

/** The smallest package that pip takes: an archive of a module and of what says its name. */
const makeWheel = `
import sys, zipfile
name, path = sys.argv[1:]
with zipfile.ZipFile(f"{path}/{name}-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr(f"{name}.py", "VALUE = 42\\n")
    info = f"{name}-1.0.dist-info"
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

beforeAll(() => {
  writeFiles(codeFolder, {
    "script.py": "import os, sys, troupe\nprint(sys.argv, os.getcwd())\ntroupe.output(n=troupe.inputs()['n'] + 1)\n",
    "steps/train.py": "def train(n):\n    return {'n': n * 2}\n\ndef fails(n):\n    raise RuntimeError('no luck')\n",
    "steps/write.py":
      "import troupe\ndef write(text):\n    with open('out.txt', 'w') as file:\n        file.write(text + open('words.txt').read())\n    return {'file': troupe.artifact('out.txt')}\n",
    "words.txt": " from the code",
    "steps/audit.py": "def audit(subject):\n    return ['too small'] if subject['n'] < 10 else []\n",
    "uses.py": "import sys, os, tiny\ndef use():\n    return [tiny.VALUE, sys.prefix, os.environ['VIRTUAL_ENV']]\n",
    "plain.py": "import os\nopen(os.environ['TROUPE_OUTPUTS'] + '/output.json', 'w').write('[1]')\n",
    "requirements.txt": "# ours\n-r more.txt\n",
    "more.txt": "./wheels/tiny-1.0-py3-none-any.whl\n",
    "wheels/.keep": "",
  });
  execFileSync("python3", ["-c", makeWheel, "tiny", join(codeFolder, "wheels")]);
});

afterAll(async () => {
  await launcher.close();
  rmSync(root, { recursive: true });
});

function attemptOf(runs: Python, options: Partial<AttemptOptions> = {}) {
  return processAttempt({ root, name: `python-${++count}`, runs: { kind: "python", ...runs }, codeFolder, ...options });
}

async function run(runs: Python, options: Partial<AttemptOptions> = {}, by = executor) {
  const attempt = attemptOf(runs, options);
  await by.prepare(attempt, never);
  const exit = await (await by.start(attempt)).ended;
  const folder = attempt.folder ?? "";
  const [stdout, stderr] = ["stdout", "stderr"].map((name) => readFileSync(join(folder, name), "utf8"));
  return { exit, stdout, stderr, output: await readOutput(folder, attempt.declaration) };
}

test("a script, as it is", async () => {
  const { exit, output, stdout, stderr } = await run({ file: "script.py" }, { inputs: { n: 1 } });
  expect({ exit, output, stderr }).toEqual({
    exit: { exitCode: 0, signal: null, oom: false },
    output: { n: 2 },
    stderr: "",
  });
  expect(stdout).toBe(`['script.py'] ${root}/python-${count}/work\n`);
});

test("a function of a file", async () => {
  expect((await run({ file: "steps/train.py", function: "train" }, { inputs: { n: 4 } })).output).toEqual({ n: 8 });
});

test("a check", async () => {
  const { output } = await run(
    { file: "steps/audit.py", function: "audit" },
    { inputs: { subject: { n: 4 } }, role: "check" },
  );
  expect(output).toEqual({ passed: false, problems: ["too small"] });
});

test("attempts side by side that write a file of the same name", async () => {
  const runs = { file: "steps/write.py", function: "write" };
  const both = await Promise.all(["a", "b"].map((text) => run(runs, { inputs: { text } })));
  const texts = both.map(({ output }) => readFileSync((output as { file: { path: string } }).file.path, "utf8"));
  expect(texts).toEqual(["a from the code", "b from the code"]);
  expect(existsSync(join(codeFolder, "out.txt"))).toBe(false);
});

test("a script that knows nothing of Troupe", async () => {
  expect((await run({ file: "plain.py" })).output).toEqual([1]);
});

test("a failure ends with 1 and the user's traceback", async () => {
  const { exit, stderr } = await run({ file: "steps/train.py", function: "fails" }, { inputs: { n: 4 } });
  expect(exit).toMatchObject({ exitCode: 1 });
  expect(stderr).toMatch(/^Traceback .*\n {2}File ".*\/steps\/train\.py", line 5, in fails\n/);
});

test("an interpreter that is not there is named", async () => {
  const runs = { file: "script.py", interpreter: "/no/such/python" };
  await expect(executor.prepare(attemptOf(runs), never)).rejects.toMatchObject({
    code: "PYTHON_NOT_FOUND",
    message: expect.stringContaining("/no/such/python"),
  });
});

describe("requirements", () => {
  const runs = { file: "uses.py", function: "use", requirements: ["-r requirements.txt"] };

  test("get an environment, made once for all who want it", async () => {
    const all = await Promise.all([run(runs), run(runs), run(runs)]);
    const made = readdirSync(environmentsFolder).filter((name) => !name.endsWith(".lock"));
    expect(made).toHaveLength(1);
    const folder = join(environmentsFolder, made[0] ?? "");
    for (const { output, stderr } of all) {
      expect(output).toEqual([42, folder, folder]);
      expect(stderr).toContain("troupe: preparing an environment with -r requirements.txt\n");
      expect(stderr).toContain("Successfully installed tiny-1.0\n");
    }
    expect((await run(runs)).stderr).toBe("");
  });

  test("in a file that is included change the environment, too", async () => {
    writeFiles(codeFolder, { "more.txt": "./wheels/tiny-1.0-py3-none-any.whl\n# changed\n" });
    expect((await run(runs)).stderr).toContain("preparing an environment");
  });

  test("that cannot be had fail with pip's last lines, and leave nothing behind", async () => {
    const before = readdirSync(environmentsFolder);
    const attempt = attemptOf({ file: "script.py", requirements: ["./wheels/none-1.0-py3-none-any.whl"] });
    await expect(executor.prepare(attempt, never)).rejects.toMatchObject({
      code: "ENVIRONMENT_FAILED",
      message: expect.stringContaining("none-1.0-py3-none-any.whl"),
    });
    expect(readdirSync(environmentsFolder).filter((name) => !before.includes(name) && !name.endsWith(".lock"))).toEqual(
      [],
    );
  });

  test("in a file that is not there", async () => {
    const attempt = attemptOf({ file: "script.py", requirements: ["-r gone.txt"] });
    await expect(executor.prepare(attempt, never)).rejects.toMatchObject({
      code: "ENVIRONMENT_FAILED",
      message: "there is no requirements file gone.txt in the pipeline's code",
    });
  });

  test("whose attempt is cancelled are given up; the next one makes them", async () => {
    const cancelled = new AbortController();
    const attempt = attemptOf({ ...runs, requirements: ["./wheels/tiny-1.0-py3-none-any.whl"] });
    const preparing = executor.prepare(attempt, cancelled.signal);
    cancelled.abort(new Error("cancelled"));
    await expect(preparing).rejects.toThrow("cancelled");
    const { output } = await run({ ...runs, requirements: ["./wheels/tiny-1.0-py3-none-any.whl"] });
    expect(output).toContain(42);
  });
});

test("environments that nobody has used for long are removed", async () => {
  const folder = join(root, "old");
  writeFiles(folder, {
    [`${"a".repeat(32)}/complete`]: "",
    [`${"b".repeat(32)}/complete`]: "",
    "unrelated/complete": "",
  });
  const longAgo = new Date(Date.now() - 1_000_000);
  utimesSync(join(folder, "a".repeat(32), "complete"), longAgo, longAgo);
  await new PythonEnvironments({ folder, mode: "build" }).prune(500_000);
  expect(readdirSync(folder)).toEqual(["b".repeat(32), "unrelated"]);
});

describe("in a closed world", () => {
  test("the machine's packages are used", async () => {
    const attempt = attemptOf({ file: "script.py", requirements: ["pip>=1"] }, { inputs: { n: 1 } });
    await system.prepare(attempt, never);
    expect(await (await system.start(attempt)).ended).toMatchObject({ exitCode: 0 });
  });

  test("lines that they do not satisfy are named, each of them", async () => {
    writeFiles(codeFolder, { "closed.txt": "pip>=1\nno-such-package-a  # why\nno-such-package-b==2\n" });
    const attempt = attemptOf({ file: "script.py", requirements: ["-r closed.txt"] });
    await expect(system.prepare(attempt, never)).rejects.toMatchObject({
      code: "ENVIRONMENT_UNSATISFIED",
      message: expect.stringMatching(/does not satisfy no-such-package-a, no-such-package-b==2$/),
    });
  });
});

test("what the folder of an environment lacks is a sign of its end", () => {
  for (const name of readdirSync(environmentsFolder).filter((name) => !name.endsWith(".lock"))) {
    expect(existsSync(join(environmentsFolder, name, "complete"))).toBe(true);
  }
});
