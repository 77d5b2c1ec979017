import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { TroupeError } from "@troupe/core";
import { afterAll, describe, expect, test } from "vitest";
import { KeptTelemetry, writeFiles } from "../../test-support/attempts.ts";
import { lineIn } from "../../test-support/await-file.ts";
import { type FunctionAttemptOptions, functionAttempt, writeBundle } from "../../test-support/function-bundle.ts";
import type { Exit, PreparedAttempt } from "../ports/executor.ts";
import { detectIsolation } from "../process-tree/isolation.ts";
import { statOf } from "../process-tree/process-identity.ts";
import { FunctionExecutor } from "./function.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "troupe-function-")));
const isolation = detectIsolation({ name: "test-function" });
const saved: string[] = [];
const strays: string[] = [];
const executor = new FunctionExecutor({
  isolation,
  sharedWorkers: 1,
  save: async (_attempt: PreparedAttempt, file) => {
    if (file.kind === "refused") throw new TroupeError("the disk is full", { code: "DISK_FULL", reaction: "retry" });
    saved.push(`${file.kind} ${file.digest} ${file.size}`);
    return `${file.path}.stored`;
  },
  onStray: (text) => strays.push(text),
});
const never = new AbortController().signal;

const codeFolder = writeBundle(
  join(root, "code"),
  {
    add: "return { sum: inputs.a + inputs.b };",
    nothing: "",
    talk: `
      console.log("out", inputs.n);
      await turn();
      process.stderr.write("err " + inputs.n + "\\n");
      setTimeout(() => console.log("later", inputs.n), 1);
      await sleep(5);
      process.stdout.write(Buffer.from([0xff, 0x0a]));`,
    tell: `
      host.metric("loss", 0.5, 3);
      host.metric("loss", NaN);
      host.progress(0.5, "half");
      host.log("warn", "careful", { n: 1n, deep: { a: [1] } });
      return host.attempt;`,
    environment: `
      process.env.CHANGED = inputs.n;
      await turn();
      return {
        task: process.env.TROUPE_TASK,
        changed: process.env.CHANGED,
        inherited: execFileSync("sh", ["-c", "echo $TROUPE_TASK $CHANGED"], { encoding: "utf8" }).trim(),
        home: typeof process.env.PATH,
      };`,
    save: `return host.save(inputs.kind, inputs.path);`,
    fail: `
      const deep = () => { throw new RangeError("no luck", { cause: new Error("the cause") }); };
      deep();`,
    refuse: `throw Object.assign(new Error("the output does not fit"), { code: "TASK_OUTPUT_INVALID" });`,
    throwText: `throw "just text";`,
    bad: `return globalThis.values[inputs.n]();`,
    large: `return "x".repeat(17 * 1024 * 1024);`,
    flood: `for (let i = 0; i < 3; i++) process.stdout.write("x" + "😀".repeat(750_000)); return null;`,
    garbage: `fs.writeSync(4, "this is no report\\n"); await new Promise(() => {});`,
    wait: `
      fs.writeFileSync(inputs.up, process.pid + "\\n");
      await new Promise((_, reject) => host.signal.addEventListener("abort", () => reject(host.signal.reason)));`,
    stubborn: `
      fs.writeFileSync(inputs.up, process.pid + "\\n");
      await new Promise(() => setInterval(() => {}, 1000));`,
    spin: `
      console.log("spinning");
      fs.writeFileSync(inputs.up, process.pid + "\\n");
      for (;;) {}`,
    crash: `process.kill(process.pid, "SIGSEGV"); await new Promise(() => {});`,
    exit: `process.exit(3);`,
    uncaught: `setTimeout(() => { throw new Error("from a timer"); }, 1); await new Promise(() => {});`,
    unhandled: `void Promise.reject(new Error("nobody waits")); await new Promise(() => {});`,
    leave: `
      const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
      return { child: child.pid, worker: process.pid };`,
    pid: `return process.pid;`,
    visible: `return [process.env.CUDA_VISIBLE_DEVICES, globalThis.atImport];`,
    greedy: `const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1));`,
  },
  `globalThis.atImport = process.env.CUDA_VISIBLE_DEVICES;
   const circle = {}; circle.self = circle;
   globalThis.values = {
     nan: () => ({ a: [1, NaN] }), date: () => ({ when: new Date() }), big: () => ({ n: 1n }), hole: () => [1, , 3],
     function: () => ({ f() {} }), undefined: () => ({ a: undefined }), circle: () => circle, map: () => new Map(),
   };`,
);

afterAll(async () => {
  await executor.close();
  rmSync(root, { recursive: true });
});

type Options = Omit<FunctionAttemptOptions, "codeFolder" | "step">;

async function start(step: string, options: Options = {}) {
  const attempt = functionAttempt({ codeFolder, step, ...options });
  await executor.prepare(attempt, never);
  const telemetry = new KeptTelemetry();
  return { execution: await executor.start(attempt, telemetry), telemetry };
}

async function run(step: string, options: Options = {}): Promise<Exit & { readonly telemetry: KeptTelemetry }> {
  const { execution, telemetry } = await start(step, options);
  return { ...(await execution.ended), telemetry };
}

const own = { millicpus: 1000 };

test("runs a function with its inputs, and answers what it returns", async () => {
  const { telemetry, ...exit } = await run("add", { inputs: { a: 1, b: 2 } });
  expect(exit).toEqual({ exitCode: 0, signal: null, oom: false, result: { ok: true, output: { sum: 3 } } });
  expect(telemetry.stdout + telemetry.stderr).toBe("");
  expect((await run("nothing")).result).toEqual({ ok: true, output: null });
});

test("what many of them print at the same time goes to each one's own log", async () => {
  const all = await Promise.all([1, 2, 3, 4, 5].map((n) => run("talk", { inputs: { n } })));
  for (const [index, { telemetry }] of all.entries()) {
    expect(telemetry.stdout).toBe(`out ${index + 1}\nlater ${index + 1}\n\ufffd\n`);
    expect(telemetry.stderr).toBe(`err ${index + 1}\n`);
  }
});

test("prints as much as it likes", async () => {
  const { telemetry } = await run("flood");
  expect(telemetry.stdout).toBe(`x${"😀".repeat(750_000)}`.repeat(3));
});

test("tells what it measures", async () => {
  const { telemetry, result } = await run("tell");
  expect(telemetry.messages).toEqual([
    { type: "metric", name: "loss", value: 0.5, step: 3 },
    { type: "metric", name: "loss", value: "NaN" },
    { type: "progress", fraction: 0.5, message: "half" },
    { type: "log", level: "warn", message: "careful", time: expect.any(Number), fields: { n: "1", deep: { a: [1] } } },
  ]);
  expect(result).toMatchObject({ ok: true, output: { runId: "run", attempt: 1, pipeline: "test" } });
});

test("each sees its own environment, and so do the programs that it starts", async () => {
  const all = await Promise.all(["a", "b", "c"].map((n) => run("environment", { inputs: { n } })));
  const tasks = new Set<unknown>();
  for (const [index, { result }] of all.entries()) {
    const n = "abc"[index];
    expect(result).toMatchObject({ ok: true, output: { changed: n, home: "string" } });
    if (result?.ok !== true) continue;
    const { task, inherited } = result.output as { task: string; inherited: string };
    expect(inherited).toBe(`${task} ${n}`);
    tasks.add(task);
  }
  expect(tasks.size).toBe(3);
});

test("saves files through the agent", async () => {
  const path = join(root, "model.bin");
  writeFileSync(path, "abc");
  const digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const { result } = await run("save", { inputs: { kind: "joblib", path } });
  expect(result).toEqual({ ok: true, output: { kind: "joblib", digest, size: 3, path: `${path}.stored` } });
  expect(saved).toContain(`joblib ${digest} 3`);
  expect((await run("save", { inputs: { kind: "refused", path } })).result).toMatchObject({
    message: "the disk is full",
  });
  expect((await run("save", { inputs: { kind: "x", path: join(root, "none") } })).result).toMatchObject({
    ok: false,
    code: "TASK_FAILED",
    message: expect.stringContaining("ENOENT"),
  });
});

describe("failures", () => {
  test("are what was thrown, with a stack of the author's frames in the log", async () => {
    const { result, telemetry } = await run("fail");
    expect(result).toEqual({
      ok: false,
      code: "TASK_FAILED",
      message: "RangeError: no luck",
      errorTypes: ["RangeError"],
    });
    expect(telemetry.stderr).toMatch(/^RangeError: no luck\n\s+at deep \(.*pipeline\.mjs/);
    expect(telemetry.stderr).toContain("Caused by: Error: the cause\n");
    expect(telemetry.stderr).not.toContain("function-worker");
    expect(telemetry.stderr).not.toContain("node:internal");
  });

  test("keep a code that says more", async () => {
    expect((await run("refuse")).result).toEqual({
      ok: false,
      code: "TASK_OUTPUT_INVALID",
      message: "the output does not fit",
    });
  });

  test("need be no errors", async () => {
    expect((await run("throwText")).result).toMatchObject({ code: "TASK_FAILED", message: "threw 'just text'" });
  });

  test.each([
    ["nan", "output.a[1] is NaN"],
    ["date", "output.when is a Date"],
    ["big", "output.n is a bigint"],
    ["hole", "output[1] is undefined"],
    ["function", "output.f is a function"],
    ["undefined", "output.a is undefined"],
    ["circle", "contains itself"],
    ["map", "output is a Map"],
  ])("of an output that is no JSON name the place: %s", async (n, message) => {
    expect((await run("bad", { inputs: { n } })).result).toMatchObject({
      code: "TASK_OUTPUT_INVALID",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ["exit", "called process.exit(3)"],
    ["uncaught", "from a timer"],
    ["unhandled", "nobody waits"],
  ])("that would end the process end their attempt alone: %s", async (step, message) => {
    const up = join(root, `neighbour-${step}`);
    const neighbour = await start("wait", { inputs: { up } });
    await lineIn(up);
    expect((await run(step)).result).toMatchObject({ ok: false, code: "TASK_FAILED", message });
    neighbour.execution.stop("cancelled", 60_000);
    expect((await neighbour.execution.ended).result).toMatchObject({ message: "AbortError: it was cancelled" });
  });

  test("of an output that is too large", async () => {
    expect((await run("large")).result).toMatchObject({ code: "TASK_OUTPUT_TOO_LARGE" });
  });

  test("of a worker that talks nonsense to its agent cost the worker", async () => {
    expect(await run("garbage", own)).toMatchObject({ signal: "SIGKILL" });
  });

  test("of a pipeline that is not there name those that are", async () => {
    expect((await run("add", { pipeline: "other" })).result).toMatchObject({
      code: "PIPELINE_NOT_FOUND",
      message: "this code has no pipeline other; it has test",
    });
  });

  test("of code that cannot be imported come before the start", async () => {
    const broken = join(root, "broken");
    writeFiles(broken, { "pipeline.mjs": "import './gone.mjs';\n" });
    await expect(executor.prepare(functionAttempt({ codeFolder: broken, step: "x" }), never)).rejects.toMatchObject({
      code: "CODE_UNLOADABLE",
      message: expect.stringContaining("gone.mjs"),
    });
    writeFiles(broken, { "pipeline.mjs": "console.error('last words'); process.abort();\n" });
    await expect(executor.prepare(functionAttempt({ codeFolder: broken, step: "x" }), never)).rejects.toMatchObject({
      code: "CODE_UNLOADABLE",
      message: expect.stringMatching(/SIGABRT(.|\n)*last words/),
    });
  });
});

describe("stop", () => {
  test("aborts the signal", async () => {
    const up = join(root, "stop-wait");
    const { execution } = await start("wait", { inputs: { up } });
    await lineIn(up);
    execution.stop("timeout", 60_000);
    expect((await execution.ended).result).toMatchObject({ ok: false, message: "TimeoutError: its time was up" });
  });

  test("kills the worker of what does not listen; its neighbours are lost", async () => {
    const [up, other] = [join(root, "stubborn"), join(root, "other")];
    const stubborn = await start("stubborn", { inputs: { up } });
    const neighbour = await start("wait", { inputs: { up: other } });
    const worker = Number(await lineIn(up));
    expect(Number(await lineIn(other))).toBe(worker);
    stubborn.execution.stop("cancelled", 10);
    expect(await stubborn.execution.ended).toEqual({ exitCode: null, signal: "SIGKILL", oom: false });
    expect(await neighbour.execution.ended).toEqual({ exitCode: null, signal: null, oom: false, lost: true });
    // The next one gets another worker.
    expect((await run("add", { inputs: { a: 1, b: 1 } })).result).toMatchObject({ ok: true });
  });

  test("ends even a loop that lets nothing else happen, and what it printed has arrived", async () => {
    const up = join(root, "spin");
    const { execution, telemetry } = await start("spin", { inputs: { up }, ...own });
    const worker = Number(await lineIn(up));
    execution.stop("cancelled", 10);
    expect(await execution.ended).toEqual({ exitCode: null, signal: "SIGKILL", oom: false });
    expect(isThere(worker)).toBe(false);
    expect(telemetry.stdout).toBe("spinning\n");
  });
});

describe("a worker of its own", () => {
  test("is for who asks for a core, and is used again", async () => {
    const shared = (await run("pid")).result;
    const first = (await run("pid", own)).result;
    expect(first).not.toEqual(shared);
    expect((await run("pid", own)).result).toEqual(first);
  });

  test("runs one attempt at a time", async () => {
    const all = await Promise.all([1, 2, 3].map(() => run("pid", own)));
    expect(new Set(all.map(({ result }) => JSON.stringify(result))).size).toBe(3);
  });

  test("that dies ends its attempt as a process ends", async () => {
    expect(await run("crash", own)).toMatchObject({ exitCode: null, signal: "SIGSEGV", oom: false });
  });

  test("goes with what its function left behind", async () => {
    const { result } = await run("leave", own);
    const { child, worker } = (result?.ok === true ? result.output : {}) as { child: number; worker: number };
    expect(isThere(child)).toBe(false);
    expect(isThere(worker)).toBe(false);
  });

  test("sees its devices from the first instruction on, and is never used again", async () => {
    const options = { environment: { CUDA_VISIBLE_DEVICES: "GPU-1" } };
    expect((await run("visible", options)).result).toMatchObject({ output: ["GPU-1", "GPU-1"] });
    const first = (await run("pid", options)).result;
    expect((await run("pid", options)).result).not.toEqual(first);
  });

  test.runIf(isolation.tier !== 3)("has its memory, and says so when it ran out", async () => {
    expect(await run("greedy", { memoryBytes: 200 * 1024 * 1024 })).toMatchObject({ signal: "SIGKILL", oom: true });
  });

  test("that was prepared in vain is given back", async () => {
    const dropped = new AbortController();
    const pid = (await run("pid", own)).result;
    await executor.prepare(functionAttempt({ codeFolder, step: "pid", ...own }), dropped.signal);
    dropped.abort();
    // Giving back looks whether anything is left in it, which takes a moment; and others may be preferred by then.
    const pids = async (count: number) => {
      const all = await Promise.all(Array.from({ length: count }, () => run("pid", own)));
      return all.map(({ result }) => result);
    };
    let count = 2;
    let found = await pids(count);
    while (!found.some((result) => isDeepStrictEqual(result, pid))) found = await pids(++count);
    expect(found).toContainEqual(pid);
  });
});

test("workers without work end", async () => {
  const brief = new FunctionExecutor({ isolation, save: async () => "", idleMs: 20 });
  const attempt = functionAttempt({ codeFolder, step: "pid" });
  await brief.prepare(attempt, never);
  const { result } = await (await brief.start(attempt, new KeptTelemetry())).ended;
  const pid = Number(result?.ok === true ? result.output : 0);
  await gone(pid);
  await brief.close();
});

test("what no attempt printed is kept apart", async () => {
  const attempt = functionAttempt({
    codeFolder: writeBundle(join(root, "chatty"), { x: "" }, "console.log('importing');"),
    step: "x",
  });
  await executor.prepare(attempt, never);
  expect(strays.join("")).toContain("importing\n");
});

function isThere(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && !stat.isZombie;
}

/** Nothing tells when a process ends that is no child of ours; each turn of the loop is a look. */
async function gone(pid: number): Promise<void> {
  while (isThere(pid)) await new Promise((resolve) => setImmediate(resolve));
}
