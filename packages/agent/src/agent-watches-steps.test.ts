/** Steps that stand still, whose metrics break a rule, that go on from a checkpoint: run by a whole agent, for real. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultLimits, type Limits } from "@troupe/core";
import type { Checkpoint__Output } from "@troupe/proto";
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
  readonly output?: unknown;
  readonly code?: string;
  readonly limits?: Partial<Limits>;
  readonly checkpoint?: Checkpoint__Output | null;
}

function begin(task: string, { runs, output, code = "", limits = {}, checkpoint = null }: Step): void {
  const declaration = {
    runs,
    input: { type: "object" },
    limits: { ...defaultLimits, ...limits },
    ...(output === undefined ? {} : { output }),
  };
  const spec = {
    pipeline: "test",
    step: task,
    declarationJson: JSON.stringify(declaration),
    inputsJson: "{}",
    codeDigest: code,
    graceMs: 5000,
    checkpoint,
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

async function python(text: string): Promise<string> {
  const folder = mkdtempSync(join(fixture.folder, "code-"));
  mkdirSync(join(folder, "steps"));
  writeFileSync(join(folder, "steps/train.py"), text);
  return bundleOf(folder);
}

async function bundleOf(folder: string): Promise<string> {
  const file = join(fixture.folder, "bundle.tar");
  await tar.create({ file, cwd: folder, portable: true }, readdirSync(folder));
  return fixture.coordinator.archive.put(readFileSync(file));
}

const train = { kind: "python", file: "steps/train.py", function: "train" };
const accuracy = { type: "object", properties: { accuracy: { type: "number" } }, required: ["accuracy"] };

describe("a Python step that stands still", () => {
  const text = `
import time, troupe
def train():
    before = troupe.checkpoint()
    if before is not None:
        return {"accuracy": before.step + len(open(before).read()) / 10}
    with open("epoch.pt", "w") as file:
        file.write("weights")
    troupe.checkpoint("epoch.pt", step=3)
    wait_for_a_lock()

def wait_for_a_lock():
    while True:
        time.sleep(3600)
`;

  test("shows where it stands, is ended, and goes on from its checkpoint", async () => {
    const code = await python(text);
    const watchdog = { stallMs: 1000, action: "restart" } as const;
    const result = await run("train", { runs: train, output: accuracy, code, limits: { watchdog } });
    expect(result).toMatchObject({
      exitClass: "EXIT_CLASS_TIMEOUT",
      code: "STEP_STALLED",
      message: expect.stringMatching(/^made no progress for \d+ s$/),
      final: false,
      checkpoint: { kind: "pt", size: 7, step: 3 },
    });
    // It was told of while the attempt ran, too: an agent may die before it can say how its attempts ended.
    expect(await session.next("note")).toMatchObject({ checkpoint: result.checkpoint });
    await durable.until(() => durable.text("train", "STDERR").includes("wait_for_a_lock"));
    expect(durable.text("train", "STDERR")).toMatch(/troupe: no progress for \d+ s\. Its processes:\ntroupe: {3}\d+ S/);
    const { checkpoint } = result;
    const again = await run("again", { runs: train, output: accuracy, code, limits: { watchdog }, checkpoint });
    expect(again).toMatchObject({ exitClass: "EXIT_CLASS_SUCCESS", outputJson: '{"accuracy":3.7}' });
  });

  test("fails for good if its step says so", async () => {
    const watchdog = { stallMs: 500, action: "fail" } as const;
    const result = await run("train", {
      runs: train,
      output: accuracy,
      code: await python(text),
      limits: { watchdog },
    });
    expect(result).toMatchObject({ code: "STEP_STALLED", final: true });
  });
});

test("a step that comes forward is left alone, and one that says the same again and again is not", async () => {
  const limits = { watchdog: { stallMs: 3000, action: "restart" } } as const;
  const told = (line: string, times: number) =>
    `i=0; while [ $i -lt ${times} ]; do i=$((i+1)); echo '${line}' | sed "s/N/$i/" >>$TROUPE_MESSAGES; sleep 0.5; done`;
  const moving = told('{"type":"metric","name":"loss","value":1,"step":N}', 8);
  const still = told('{"type":"progress","fraction":0.5}', 60);
  expect(await run("moving", { runs: { kind: "command", argv: ["/bin/sh", "-c", moving] }, limits })).toMatchObject({
    exitClass: "EXIT_CLASS_SUCCESS",
  });
  const asked = `trap 'echo asked to end; exit 1' TERM; ${still}`;
  expect(await run("still", { runs: { kind: "command", argv: ["/bin/sh", "-c", asked] }, limits })).toMatchObject({
    code: "STEP_STALLED",
  });
  // Nothing was sent to it that it would have died of before.
  await durable.until(() => durable.text("still") === "asked to end\n");
});

describe("a rule about a metric", () => {
  const text = `
import time, troupe
def train():
    for step, loss in enumerate([0.5, 0.25]):
        troupe.output(accuracy=1 - loss)
        troupe.metric("loss", loss, step=step)
    time.sleep(3600)
`;

  test("ends a step with what it has left by then, as a success", async () => {
    const rules = [{ metric: "loss", when: { test: "lt", value: 0.3 }, action: "stop" }] as const;
    const output = { ...accuracy };
    const result = await run("train", { runs: train, output, code: await python(text), limits: { rules } });
    expect(result).toMatchObject({
      exitClass: "EXIT_CLASS_SUCCESS",
      outputJson: '{"accuracy":0.75}',
      fired: [
        { rule: 0, action: "stop", metric: "loss", value: 0.25, step: 1, message: "loss is 0.25, less than 0.3" },
      ],
    });
  });

  test("is no success without an output that fits", async () => {
    const rules = [{ metric: "loss", when: { test: "lt", value: 0.6 }, action: "stop" }] as const;
    const silent = 'import time, troupe\ndef train():\n    troupe.metric("loss", 0.5)\n    time.sleep(3600)\n';
    const output = { ...accuracy };
    const result = await run("train", { runs: train, output, code: await python(silent), limits: { rules } });
    expect(result).toMatchObject({
      exitClass: "EXIT_CLASS_FAILURE",
      code: "TASK_OUTPUT_INVALID",
      message: expect.stringMatching(/^was stopped by a rule \(loss is 0.5, less than 0.6\), and then the output/),
    });
  });

  test("fails a step, also when that has ended by itself before its last point was read", async () => {
    const rules = [{ metric: "loss", when: { test: "nan" }, action: "fail" }] as const;
    const quick = 'import troupe\ndef train():\n    troupe.metric("loss", float("nan"))\n    return {"accuracy": 1}\n';
    const result = await run("train", { runs: train, output: accuracy, code: await python(quick), limits: { rules } });
    expect(result).toMatchObject({ exitClass: "EXIT_CLASS_FAILURE", code: "METRIC_RULE", message: "loss is NaN" });
    expect(result.fired[0]?.value).toBeNaN();
  });

  test("may only be a mark, which is told at once and again with the result", async () => {
    const rules = [{ metric: "loss", when: { test: "gt", value: 1 }, action: "mark" }] as const;
    const script = `echo '{"type":"metric","name":"loss","value":2}' >>$TROUPE_MESSAGES; cat >/dev/null; until [ -e go ]; do sleep 0.05; done`;
    begin("mark", { runs: { kind: "command", argv: ["/bin/sh", "-c", script] }, limits: { rules } });
    expect(await session.next("note")).toMatchObject({
      fired: [{ action: "mark", message: "loss is 2, more than 1" }],
    });
    session.send({ cancel: { key: key("mark"), reason: "enough" } });
    expect(await session.next("result")).toMatchObject({ exitClass: "EXIT_CLASS_CANCELLED", fired: [{ rule: 0 }] });
  });
});

describe("a failure", () => {
  test("says the type of what a Python step threw, and whether another attempt is in vain", async () => {
    const code = await python(`
import troupe
class NoData(troupe.NonRetryable): pass
def train():
    raise NoData("empty")
`);
    expect(await run("train", { runs: train, output: accuracy, code })).toMatchObject({
      exitClass: "EXIT_CLASS_FAILURE",
      exitCode: 1,
      errorTypes: ["train.NoData", "troupe._errors.NonRetryable"],
      final: true,
    });
  });

  test("says the same of a function", async () => {
    const code = await bundleOf(
      writtenBundle({
        refuse: `
  class Refused extends RangeError { get [Symbol.for("troupe.non-retryable")]() { return true; } }
  throw new Refused("no");`,
        late: 'throw new DOMException("too late", "TimeoutError");',
      }),
    );
    const runs = { kind: "function" };
    expect(await run("refuse", { runs, code })).toMatchObject({ errorTypes: ["RangeError", "Refused"], final: true });
    expect(await run("late", { runs, code })).toMatchObject({
      errorTypes: ["TimeoutError", "DOMException"],
      final: false,
    });
  });
});

test("a function keeps a checkpoint, and finds it in its next attempt", async () => {
  const body = `
  if (host.checkpoint) return { accuracy: host.checkpoint.step + fs.readFileSync(host.checkpoint.path, "utf8").length };
  const path = fs.mkdtempSync("/tmp/troupe-function-") + "/model.ckpt";
  fs.writeFileSync(path, "weights");
  await host.saveCheckpoint(path, 2);
  fs.writeFileSync(path, "half of the nex");
  throw new Error("gone");`;
  const code = await bundleOf(writtenBundle({ train: body, again: body }));
  const runs = { kind: "function" };
  const first = await run("train", { runs, output: accuracy, code });
  expect(first).toMatchObject({ exitClass: "EXIT_CLASS_FAILURE", checkpoint: { kind: "ckpt", size: 7, step: 2 } });
  expect(String(fixture.coordinator.archive.objects.get(first.checkpoint?.digest ?? ""))).toBe("weights");
  const again = await run("again", { runs, output: accuracy, code, checkpoint: first.checkpoint });
  expect(again).toMatchObject({ outputJson: '{"accuracy":9}' });
});

function writtenBundle(steps: Parameters<typeof writeBundle>[1]): string {
  const folder = mkdtempSync(join(fixture.folder, "code-"));
  writeBundle(folder, steps);
  return folder;
}
