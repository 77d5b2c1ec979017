import { status } from "@grpc/grpc-js";
import { defaultLimits } from "@troupe/core";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Answer,
  type FakeCoordinator,
  fakeCoordinator,
  refusal,
} from "../../sdk/src/adapters/grpc/testing/fake-coordinator.ts";
import { exitCodes } from "./exit-code.ts";
import { troupe } from "./testing/console.ts";

const started: FakeCoordinator[] = [];

afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

async function coordinator(answers: Readonly<Record<string, Answer>>): Promise<FakeCoordinator> {
  const fake = await fakeCoordinator(answers);
  started.push(fake);
  return fake;
}

const noon = Date.UTC(2026, 0, 2, 12, 0, 0);
const at = (seconds: number): object => ({ seconds: noon / 1000 + seconds, nanos: 0 });
const run = (fields: object = {}): object => ({
  runId: "r-1",
  pipeline: "churn",
  version: `sha256:${"ab".repeat(32)}`,
  state: "RUN_STATE_RUNNING",
  paramsJson: `{"trees":[10]}`,
  createdAt: at(0),
  tasks: { succeeded: 1, running: 1 },
  ...fields,
});
const task = (name: string, state: string, fields: object = {}): object => ({
  name,
  node: name.replace(/\[.*/, ""),
  step: name.replace(/\[.*/, ""),
  kind: "python",
  state: `TASK_STATE_${state}`,
  attempts: [{ number: 1, agent: "gpu-1", startedAt: at(1), endedAt: state === "RUNNING" ? null : at(3) }],
  ...fields,
});
const event = (sequence: number, type: string, more: object, fields: object = {}): object => ({
  event: { sequence, at: at(sequence), type, eventJson: JSON.stringify({ type, at: noon, ...more }), ...fields },
});
const spec = {
  format: 1,
  name: "churn",
  params: {
    type: "object",
    properties: { trees: { type: "array", items: { type: "integer" } }, mode: { type: "string" } },
  },
  steps: {
    train: {
      runs: { kind: "python", file: "train.py" },
      limits: { ...defaultLimits, resources: { millicpus: 1000, memoryBytes: 0, gpus: 1, labels: {} } },
    },
  },
  nodes: [{ kind: "step", id: "train", step: "train", scope: [], input: {} }],
};
const applied = {
  GetPipeline: () => ({ name: "churn", version: "v", specJson: JSON.stringify(spec), appliedAt: at(0) }),
};

describe("usage", () => {
  test("help is data and no mistake; no command, a wrong one or a missing word is one", async () => {
    const help = await troupe(["--help"]);
    expect(help).toMatchObject({ exitCode: 0, stderr: "" });
    expect(help.stdout).toMatch(/^Usage: troupe <command>[\s\S]*Develop:[\s\S]*Run:[\s\S]*Observe:[\s\S]*Operate:/);
    expect(await troupe([])).toMatchObject({ exitCode: exitCodes.usage, stdout: "" });
    expect(await troupe(["rnu"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Did you mean run?") });
    expect(await troupe(["run"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("missing required argument"),
    });
    expect(await troupe(["get", "runs", "-o", "xml"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Allowed choices are json, yaml, wide, name"),
    });
    expect(await troupe(["run", "x", "--watch", "--detach"])).toMatchObject({ exitCode: 2 });
  });

  test("a wrong setting of a process is one too: whoever restarts it must not try for ever", async () => {
    for (const words of [
      ["coordinator", "--lost-after", "soon"],
      ["coordinator", "--address", "0.0.0.0:0"],
      ["coordinator", "--token-file", "/absent/token"],
      ["agent", "--cpus", "many"],
    ]) {
      expect(await troupe(words), words.join(" ")).toMatchObject({ exitCode: exitCodes.usage, stdout: "" });
    }
  });

  test("without a coordinator, the error names the address and the remedy", async () => {
    const fake = await coordinator({});
    await fake.stop();
    expect(await troupe(["get", "runs", "--address", fake.address])).toEqual({
      exitCode: 5,
      stdout: "",
      stderr: [
        `error: no coordinator answers at ${fake.address} (the address given) [COORDINATOR_UNREACHABLE]`,
        "  → start one with `troupe dev`, or name another with --address or TROUPE_ADDRESS",
        "",
      ].join("\n"),
    });
  });
});

describe("get", () => {
  const answers = {
    ListRuns: () => ({
      runs: [
        run(),
        run({
          runId: "r-0",
          state: "RUN_STATE_FAILED",
          endedAt: at(62),
          tasks: { succeeded: 2, failed: 1 },
          failure: { task: "train", message: "ValueError: no\n  more" },
        }),
      ],
    }),
  };

  test("prints a table", async () => {
    const { address } = await coordinator(answers);
    const { stdout, stderr } = await troupe(["get", "runs", "--address", address], { now: noon + 90_000 });
    expect(stdout.split("\n")).toEqual([
      "RUN   PIPELINE   STATE       AGE   DURATION   TASKS   FAILURE",
      "r-1   churn      ● running    1m      1m30s     1/2",
      "r-0   churn      ✗ failed     1m      1m02s     3/3   train: ValueError: no",
      "",
    ]);
    expect(stderr).toBe("");
  });

  test("prints whole records for programs", async () => {
    const { address } = await coordinator(answers);
    const json = JSON.parse((await troupe(["get", "runs", "-o", "json", "--address", address])).stdout);
    expect(json[0]).toMatchObject({
      id: "r-1",
      createdAt: "2026-01-02T12:00:00.000Z",
      params: { trees: [10] },
      endedAt: null,
    });
    expect((await troupe(["get", "runs", "-o", "name", "--address", address])).stdout).toBe("r-1\nr-0\n");
    expect((await troupe(["get", "runs", "-o", "yaml", "--address", address])).stdout).toContain(
      "- id: r-1\n  pipeline: churn\n",
    );
    expect((await troupe(["get", "runs", "-o", "wide", "--address", address])).stdout).toContain(`{"trees":[10]}`);
  });

  test("says what to do where there is nothing, and prints no data", async () => {
    const { address } = await coordinator({ ListRuns: () => ({}), ListAgents: () => ({}) });
    expect(await troupe(["get", "run", "--address", address])).toMatchObject({
      stdout: "",
      stderr: "no such runs; start one with: troupe run FILE\n",
    });
    expect((await troupe(["get", "agents", "-o", "json", "--address", address])).stdout).toBe("[]\n");
  });
});

describe("run", () => {
  const watching = (...items: readonly object[]): Readonly<Record<string, Answer>> => ({
    ...applied,
    CreateRun: () => run(),
    GetRun: () => run(),
    WatchRun: async function* () {
      yield { snapshot: { run: run(), tasks: [task("train", "PENDING", { attempts: [] })] } };
      yield* items;
    },
    ReadMetrics: async function* () {},
  });
  const ended = (state: string, fields: object = {}): object =>
    event(9, "RunEnded", {}, { run: run({ state: `RUN_STATE_${state}`, endedAt: at(9), ...fields }) });

  test("tells its story, a line an event, and ends with a summary", async () => {
    const { address } = await coordinator(
      watching(
        event(1, "TaskAssigned", { task: "train", attempt: 1, agent: "gpu-1" }),
        event(2, "AttemptStarted", { task: "train", attempt: 1 }),
        event(3, "TaskSucceeded", { task: "train", attempt: 1 }, { task: "train", after: task("train", "SUCCEEDED") }),
        ended("SUCCEEDED", { outputsJson: `{"accuracy":0.93}` }),
      ),
    );
    const { exitCode, stdout, stderr } = await troupe(["run", "churn", "--address", address], { now: noon });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr.replaceAll(/^\d\d:00:/gm, "hh:00:").split("\n")).toEqual([
      "hh:00:00  run  r-1 is running",
      "hh:00:01  train  starting on gpu-1",
      "hh:00:02  train  running",
      "hh:00:03  train  succeeded in 2.0s",
      "",
      "✓ churn succeeded in 9.0s",
      "  run       r-1",
      "  outputs   accuracy   0.93",
      "  logs      troupe logs r-1",
      "",
    ]);
  });

  test.each([
    ["FAILED", 1],
    ["CANCELLED", 6],
    ["TIMED_OUT", 124],
  ])("exits as it ended: %s is %d", async (state, exitCode) => {
    const { address } = await coordinator(watching(ended(state)));
    expect(await troupe(["run", "churn", "--address", address])).toMatchObject({ exitCode });
  });

  test("that failed shows why, with the end of the log", async () => {
    const failure = {
      task: "train",
      exitClass: "EXIT_CLASS_FAILURE",
      code: "TASK_FAILED",
      message: "exit code 1",
      exitCode: 1,
    };
    const { address } = await coordinator({
      ...watching(ended("FAILED", { failure })),
      ReadLogs: async function* () {
        yield { attempt: 1, stream: "LOG_STREAM_STDERR", offset: 0, data: Buffer.from("Traceback:\nValueError: no\n") };
      },
    });
    const { stderr } = await troupe(["run", "churn", "--address", address]);
    expect(stderr).toContain("✗ train failed\n\n  why     exit code 1\n");
    expect(stderr).toContain("  its last lines\n  │ Traceback:\n  │ ValueError: no\n");
    expect(stderr).toContain("  its inputs     troupe describe task r-1 train\n");
  });

  test("detached prints the run's id, and nothing else, as data", async () => {
    const { address } = await coordinator(watching());
    expect(await troupe(["run", "churn", "--detach", "--address", address])).toMatchObject({
      exitCode: 0,
      stdout: "r-1\n",
    });
  });

  test("hands over parameters by their schema, and its request id", async () => {
    let sent: { paramsJson?: string; requestId?: string } = {};
    const { address } = await coordinator({
      ...applied,
      CreateRun: (request: typeof sent) => {
        sent = request;
        return run();
      },
    });
    const words = ["-p", "trees=[10,50]", "-p", "mode=12", "--request-id", "once"];
    await troupe(["run", "churn", "--detach", ...words, "--address", address]);
    expect(JSON.parse(sent.paramsJson ?? "")).toEqual({ trees: [10, 50], mode: "12" });
    expect(sent.requestId).toBe("once");
  });

  test("refused for its parameters says each that is wrong", async () => {
    const violations = [{ field: "params.trees", message: `is "x"`, fix: "give it a list (of each an integer)" }];
    const { address } = await coordinator({
      ...applied,
      CreateRun: () => {
        throw refusal(status.INVALID_ARGUMENT, `params.trees is "x"`, { reason: "INVALID_PARAMS", violations });
      },
    });
    expect(await troupe(["run", "churn", "-p", "trees=x", "--address", address])).toEqual({
      exitCode: 3,
      stdout: "",
      stderr: [
        "error: the parameters are not valid [INVALID_PARAMS]",
        `  params.trees  is "x"`,
        "    → give it a list (of each an integer)",
        "",
      ].join("\n"),
    });
    expect(await troupe(["run", "churn", "-p", "trees", "--address", address])).toMatchObject({ exitCode: 2 });
  });

  test("of a pipeline that is not there is not found", async () => {
    const { address } = await coordinator({
      GetPipeline: () => {
        throw refusal(status.NOT_FOUND, "there is no pipeline chrun", { reason: "PIPELINE_NOT_FOUND" });
      },
    });
    expect(await troupe(["run", "chrun", "--address", address])).toMatchObject({ exitCode: 4 });
  });

  test("goes on without whoever leaves", async () => {
    const { address } = await coordinator({
      ...watching(),
      WatchRun: async function* () {
        yield { snapshot: { run: run(), tasks: [] } };
        yield event(1, "TaskAssigned", { task: "train", attempt: 1, agent: "gpu-1" });
        await new Promise(() => {});
      },
    });
    const command = troupe(["run", "churn", "--address", address]);
    await command.until("starting on gpu-1");
    command.interrupt();
    expect(await command).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining("The run goes on. Watch it: troupe watch r-1; end it: troupe cancel r-1"),
    });
  });
});

describe("logs", () => {
  const chunk = (text: string, offset = 0): object => ({
    attempt: 1,
    stream: "LOG_STREAM_STDOUT",
    offset,
    data: Buffer.from(text),
  });
  const texts: Readonly<Record<string, readonly string[]>> = { "train[0]": ["a\nb", "c\n"], best: ["done"] };
  const answers: Readonly<Record<string, Answer>> = {
    ...applied,
    GetRun: () => run(),
    ListTasks: ({ names }: { names: readonly string[] }) => ({
      tasks: [task("train[0]", "SUCCEEDED"), task("wait", "PENDING", { attempts: [] }), task("best", "RUNNING")].filter(
        (one) => names.length === 0 || names.includes((one as { name: string }).name),
      ),
    }),
    ReadLogs: async function* ({ task }: { task: string }) {
      let offset = 0;
      for (const text of texts[task] ?? []) {
        yield chunk(text, offset);
        offset += text.length;
      }
    },
  };

  test("that are followed end with Ctrl-C, which the exit code says", async () => {
    const { address } = await coordinator({
      ...answers,
      ReadLogs: async function* () {
        yield chunk("a\n");
        await new Promise(() => {});
      },
    });
    const command = troupe(["logs", "-f", "--attempt", "1", "@latest", "train[0]", "--address", address]);
    await command.printed("a\n");
    command.interrupt();
    expect(await command).toMatchObject({ exitCode: 130, stdout: "a\n", stderr: "" });
  });

  test("of one task are its bytes", async () => {
    const { address } = await coordinator(answers);
    expect(await troupe(["logs", "@latest", "train[0]", "--address", address])).toEqual({
      exitCode: 0,
      stdout: "a\nbc\n",
      stderr: "",
    });
  });

  test("of several tasks are lines, each with its task", async () => {
    const { address } = await coordinator(answers);
    const { stdout } = await troupe(["logs", "@latest", "--address", address]);
    expect(stdout).toBe("train[0] │ a\ntrain[0] │ bc\nbest     │ done\n");
  });

  test("followed come from each task as it starts", async () => {
    const { address } = await coordinator({
      ...answers,
      WatchRun: async function* () {
        yield { snapshot: { run: run(), tasks: [task("train[0]", "SUCCEEDED")] } };
        yield event(2, "AttemptStarted", {}, { task: "best", after: task("best", "SUCCEEDED") });
        yield event(3, "RunSucceeded", {}, { run: run({ state: "RUN_STATE_SUCCEEDED" }) });
      },
    });
    const { stdout } = await troupe(["logs", "-f", "@latest", "--address", address]);
    expect(
      stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => line.replaceAll(/ +/g, " "))
        .sort(),
    ).toEqual(["best │ done", "train[0] │ a", "train[0] │ bc"]);
  });

  test("of a task that is not there are an error, not silence", async () => {
    const { address } = await coordinator(answers);
    expect(await troupe(["logs", "-f", "r-1", "tarin", "--address", address])).toMatchObject({
      exitCode: 4,
      stderr: "error: run r-1 has no task tarin [TASK_NOT_FOUND]\n  → did you mean train?\n",
    });
  });
});

test("describe pipeline shows parameters and steps", async () => {
  const { address } = await coordinator(applied);
  const { stdout } = await troupe(["describe", "pipeline", "churn", "--address", address], { now: noon + 60_000 });
  expect(stdout).toContain("PARAMETER   TYPE        DEFAULT\ntrees       integer[]   –\nmode        string      –\n");
  expect(stdout).toContain("NODE    KIND     RUNS       NEEDS\ntrain   python   train.py   1 cpu, 1 gpu\n");
});

test("metrics are a line a series, with its curve", async () => {
  const points = [1, 0.5, 0.25].map((value, step) => ({
    task: "train",
    attempt: 1,
    name: "loss",
    step,
    value,
    at: at(step),
  }));
  const { address } = await coordinator({
    GetRun: () => run(),
    ReadMetrics: async function* () {
      yield { points, cursor: "3" };
    },
  });
  const { stdout } = await troupe(["metrics", "@latest", "--address", address]);
  expect(stdout).toBe(
    [
      "TASK    METRIC   LAST    MIN   MAX   POINTS   TREND",
      "train   loss     0.25   0.25     1        3   █▃▁",
      "",
    ].join("\n"),
  );
});
