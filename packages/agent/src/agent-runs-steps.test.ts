/** Steps of every kind, run by a whole agent: what they get, what they leave, and how they end. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultLimits } from "@troupe/core";
import * as tar from "tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AgentFixture, key } from "../test-support/agent-fixture.ts";
import { DurableLog } from "../test-support/durable-log.ts";
import type { AgentMessageOf, FakeSession } from "../test-support/fake-coordinator.ts";
import { writeBundle } from "../test-support/function-bundle.ts";

let fixture: AgentFixture;
let session: FakeSession;
let durable: DurableLog;
beforeEach(async () => {
  fixture = await AgentFixture.open();
  durable = new DurableLog();
  void durable.keepAll(fixture.coordinator);
  await fixture.startReal();
  session = await fixture.welcomed();
});
afterEach(() => fixture.close());

interface Step {
  readonly runs: Readonly<Record<string, unknown>>;
  readonly inputs?: unknown;
  readonly output?: unknown;
  readonly role?: "check";
  readonly code?: string;
  readonly graceMs?: number;
}

function begin(task: string, { runs, inputs = {}, output, role, code = "", graceMs = 5000 }: Step): void {
  const declaration = {
    runs,
    input: { type: "object" },
    limits: defaultLimits,
    ...(output === undefined ? {} : { output }),
    ...(role === undefined ? {} : { role }),
  };
  const spec = {
    pipeline: "test",
    step: task,
    declarationJson: JSON.stringify(declaration),
    inputsJson: JSON.stringify(inputs),
    codeDigest: code,
    graceMs,
  };
  session.send({ offer: { key: key(task), clusterId: "c1", term: 1, spec } });
  session.send({ grant: { key: key(task), term: 1 } });
}

async function run(task: string, step: Step): Promise<AgentMessageOf<"result">> {
  begin(task, step);
  const result = await session.next("result");
  session.send({ resultAck: { key: key(task) } });
  return result;
}

async function bundle(write: (folder: string) => void): Promise<string> {
  const folder = mkdtempSync(join(fixture.folder, "code-"));
  write(folder);
  const file = join(fixture.folder, "bundle.tar");
  await tar.create({ file, cwd: folder, portable: true }, readdirSync(folder));
  return fixture.coordinator.archive.put(readFileSync(file));
}

function files(texts: Readonly<Record<string, string>>) {
  return (folder: string): void => {
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
}

const table = { type: "object", artifact: "csv" };
const made = { type: "object", properties: { rows: { type: "integer" }, table } };
const sh = (script: string) => ({ kind: "command", argv: ["/bin/sh", "-c", script] });

describe("a command", () => {
  test("leaves a file, and the next step finds it by its path, named after its kind", async () => {
    const script = 'printf "a,b\\n1,2\\n" >$TROUPE_OUTPUTS/table.csv; echo \'{"rows":1}\' >$TROUPE_OUTPUTS/output.json';
    const first = await run("make", { runs: sh(script), output: made });
    expect(first).toMatchObject({ exitClass: "EXIT_CLASS_SUCCESS" });
    const output = JSON.parse(first.outputJson);
    expect(output).toEqual({ rows: 1, table: { kind: "csv", digest: expect.stringMatching(/^sha256:/), size: 8 } });
    expect(String(fixture.coordinator.archive.objects.get(output.table.digest))).toBe("a,b\n1,2\n");
    const use = {
      kind: "command",
      argv: ["/bin/sh", "-c", 'cat "$1"; echo "$1" >&2; exit 3', "use", { input: ["data", "table"] }],
    };
    const second = await run("use", { runs: use, inputs: { data: output } });
    expect(second).toMatchObject({ exitCode: 3, message: expect.stringMatching(/^exited with code 3: .*\.csv$/) });
    await durable.until(() => durable.text("use") === "a,b\n1,2\n");
    // It was made here, so it need not come from the archive.
    expect(fixture.coordinator.downloads).toEqual([]);
  });

  test("finds its place in its environment, and nothing of the agent's own", async () => {
    process.env.TROUPE_SECRET = "for the agent alone";
    const script = "env | grep -E '^(TROUPE_|CUDA|PYTHONUN)' | sort";
    await run("env", { runs: sh(script) });
    delete process.env.TROUPE_SECRET;
    await durable.until(() => durable.text("env").includes("TROUPE_TASK="));
    const lines = durable.text("env").trimEnd().split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "CUDA_VISIBLE_DEVICES=",
        "TROUPE_ATTEMPT=1",
        "TROUPE_PIPELINE=test",
        "TROUPE_RUN_ID=run1",
        "TROUPE_TASK=env",
        "PYTHONUNBUFFERED=1",
      ]),
    );
    expect(lines.join()).not.toContain("TROUPE_SECRET");
  });

  test("that ignores SIGTERM and forks twice is gone after its grace", async () => {
    const script = "trap '' TERM; (setsid sh -c 'trap \"\" TERM; echo up; exec sleep 1000' &) ; sleep 1000";
    begin("stubborn", { runs: sh(script), graceMs: 300 });
    await session.next("running");
    await durable.until(() => durable.text("stubborn") === "up\n");
    session.send({ cancel: { key: key("stubborn"), reason: "enough" } });
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_CANCELLED", message: "enough" });
  });

  test("that cannot be prepared is an error, and says why", async () => {
    expect(await run("gone", { runs: { kind: "command", argv: ["no-such-program"] } })).toMatchObject({
      exitClass: "EXIT_CLASS_ERROR",
      code: "COMMAND_NOT_FOUND",
      message: expect.stringContaining("no-such-program"),
    });
    expect(await run("lost", { runs: sh("true"), code: `sha256:${"0".repeat(64)}` })).toMatchObject({
      exitClass: "EXIT_CLASS_ERROR",
      code: "ARTIFACT_NOT_FOUND",
    });
  });

  test("gets large inputs by digest", async () => {
    const digest = fixture.coordinator.archive.put(Buffer.from(JSON.stringify({ text: "x".repeat(100_000) })));
    const declarationJson = JSON.stringify({ runs: sh("wc -c <$TROUPE_INPUTS"), input: {}, limits: defaultLimits });
    session.send({ offer: { key: key(), clusterId: "c1", term: 1, spec: { declarationJson, inputsDigest: digest } } });
    session.send({ grant: { key: key(), term: 1 } });
    await session.next("result");
    await durable.until(() => durable.text("train").trim() === "100011");
  });
});

test("a Python function measures, yields and fails in its own words", async () => {
  const code = await bundle(
    files({
      "steps/train.py": `
import troupe
def train(n):
    for step in range(3):
        troupe.metric("loss", 1 / (step + 1), step=step)
    print("trained")
    return {"n": n * 2}
def fails():
    raise ValueError("bad data")
`,
    }),
  );
  const output = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  const python = (name: string) => ({ kind: "python", file: "steps/train.py", function: name });
  expect(await run("train", { runs: python("train"), inputs: { n: 21 }, output, code })).toMatchObject({
    exitClass: "EXIT_CLASS_SUCCESS",
    outputJson: '{"n":42}',
  });
  expect(await run("fails", { runs: python("fails"), output, code })).toMatchObject({
    exitClass: "EXIT_CLASS_FAILURE",
    message: expect.stringContaining("ValueError: bad data"),
  });
  await durable.until(() => durable.text("train") === "trained\n" && durable.points.get("train")?.length === 3);
  expect(durable.points.get("train")?.map(({ value }) => value)).toEqual([1, 1 / 2, 1 / 3]);
});

describe("a function", () => {
  test("prints, saves a file, and yields it", async () => {
    const save = `
  const path = fs.mkdtempSync("/tmp/troupe-function-") + "/model.bin";
  fs.writeFileSync(path, "weights");
  console.log("saved");
  return { model: await host.save("bin", path) };`;
    const code = await bundle((folder) => writeBundle(folder, { save }));
    const output = { type: "object", properties: { model: { type: "object", artifact: "bin" } } };
    const result = await run("save", { runs: { kind: "function" }, output, code });
    expect(result).toMatchObject({ exitClass: "EXIT_CLASS_SUCCESS", message: "" });
    const { digest } = JSON.parse(result.outputJson).model;
    expect(String(fixture.coordinator.archive.objects.get(digest))).toBe("weights");
    await durable.until(() => durable.text("save") === "saved\n");
  });

  test("is told to stop, and killed if it does not listen", async () => {
    const code = await bundle((folder) => writeBundle(folder, { spin: "console.log('spinning'); for (;;) {}" }));
    begin("spin", { runs: { kind: "function" }, code, graceMs: 100 });
    await session.next("running");
    session.send({ cancel: { key: key("spin"), reason: "enough" } });
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_CANCELLED" });
  });
});

test("a check reports its verdict, whatever its subject is made of", async () => {
  const runs = sh('echo \'{"passed":false,"problems":["too few"]}\' >$TROUPE_OUTPUTS/output.json');
  const result = await run("check", { runs, output: made, role: "check" });
  expect(JSON.parse(result.outputJson)).toEqual({ passed: false, problems: ["too few"] });
});
