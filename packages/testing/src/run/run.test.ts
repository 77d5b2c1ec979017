/** Whole pipelines in memory, as users test theirs. */
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  artifact,
  check,
  command,
  gate,
  gte,
  latest,
  map,
  passed,
  pipeline,
  previous,
  python,
  type StepLimits,
  task,
  validated,
  when,
  z,
} from "@troupe/sdk";
import { describe, expect, it } from "vitest";
import { AttemptFailure, fake, fakeArtifact, MissingFake, ran, run } from "../index.ts";

const Row = z.object({ tenure: z.number(), churned: z.boolean() });
const Dataset = z.object({ rows: z.int(), table: artifact("csv", Row) });
const Model = z.object({ accuracy: z.number(), trees: z.int(), file: artifact("joblib") });

const extract = python("extract", { run: "steps/extract.py", input: { until: z.string() }, output: Dataset });
const validate = check("validate", { of: Dataset }, ({ rows }) => (rows > 0 ? [] : ["there are no rows"]));
const train = python("train", {
  run: "steps/train.py:train",
  input: { data: validated(Dataset), trees: z.int() },
  output: Model,
  metrics: ["loss"],
  retries: { max: 2, backoff: "10m", on: { oom: 0 } },
  timeout: "1h",
});
const best = task("best", { input: { models: z.array(Model) }, output: Model }, ({ models }) =>
  models.reduce((a, b) => (b.accuracy > a.accuracy ? b : a)),
);
const deploy = command("deploy", {
  input: { model: passed(Model), to: z.enum(["staging", "production"]) },
  run: ({ model, to }) => ["deploy", model.file, to],
});
const notify = task("notify", { input: { accuracy: z.number() } }, ({ accuracy }, { log }) => {
  log.warn("nothing was deployed", { accuracy });
});

const churn = pipeline(
  "churn",
  { params: { trees: z.array(z.int()).default([10, 50]), production: z.number().default(0.9) } },
  ({ params, run: { createdAt } }) => {
    const data = validate(extract({ until: createdAt }));
    const winner = best({ models: map(params.trees, (trees) => train({ data, trees })) });
    gate("quality", winner, {
      production: [gte(winner.accuracy, params.production), (model) => deploy({ model, to: "production" })],
      otherwise: () => notify({ accuracy: winner.accuracy }),
    });
    return { model: winner, rows: data.rows };
  },
);

const file = fakeArtifact("joblib", { content: "weights" });
const fakes = {
  extract: fake(extract, () => ({ rows: 3, table: fakeArtifact("csv") })),
  train: fake(train, ({ trees }) => ({ accuracy: trees / 100, trees, file })),
  deploy: fake(deploy, () => {}),
};
const standIns = Object.values(fakes);

/** A pipeline of one step, which is told how often it was tried. */
function single(limits: StepLimits) {
  const only = python("only", { run: "only.py", output: z.int(), ...limits });
  return { only, alone: pipeline("alone", () => ({ n: only() })) };
}

describe("run", () => {
  it("takes a pipeline from its first task to its last", async () => {
    const result = await run(churn, { params: { trees: [10, 95] }, steps: standIns });
    expect(result.status).toBe("succeeded");
    expect(result.outputs).toEqual({ model: { accuracy: 0.95, trees: 95, file }, rows: 3 });
    expect(result.order).toEqual(["extract", "validate", "train[0]", "train[1]", "best", "deploy"]);
    expect(Object.values(result.tasks).map(({ name, status }) => `${name} ${status}`)).toEqual([
      "extract succeeded",
      "validate succeeded",
      "train[0] succeeded",
      "train[1] succeeded",
      "best succeeded",
      "deploy succeeded",
      "notify skipped",
    ]);
    expect(result.task("notify").reason).toBe("quality took production");
    expect(result.task("train[1]")).toMatchObject({
      inputs: { trees: 95, data: { rows: 3 } },
      output: { trees: 95, file },
    });
    expect(result.tasksOf(train).map(({ inputs, output }) => [inputs?.trees, output?.accuracy])).toEqual([
      [10, 0.1],
      [95, 0.95],
    ]);
  });

  it("fills in params, and takes the other arm", async () => {
    const result = await run(churn, { steps: standIns });
    expect(result.outputs.model.trees).toBe(50);
    expect(result.task("deploy")).toMatchObject({ status: "skipped", reason: "quality took otherwise", inputs: null });
    expect(result.task("notify").log).toEqual([
      { level: "warn", message: "nothing was deployed", fields: { accuracy: 0.5 } },
    ]);
  });

  it("tells the whole history", async () => {
    const { events } = await run(churn, { steps: standIns });
    expect(events.at(0)).toMatchObject({ type: "RunCreated", params: { trees: [10, 50], production: 0.9 } });
    expect(events.at(-1)?.type).toBe("RunSucceeded");
    expect(events.filter(({ type }) => type === "BranchDecided")).toMatchObject([
      { node: "quality", arm: "otherwise" },
    ]);
  });

  it("tells the same history again, and another one with another seed", async () => {
    const shaky = fake(train, ({ trees }, { attempt }) => {
      if (attempt.attempt === 1) throw new Error("not yet");
      return { accuracy: 0, trees, file };
    });
    const history = async (seed: number) =>
      (await run(churn, { steps: [fakes.extract, shaky, fakes.deploy], seed })).events;
    expect(await history(7)).toEqual(await history(7));
    expect(await history(7)).not.toEqual(await history(8));
  });

  it("begins when it is told to", async () => {
    const createdAt = new Date("2024-02-29T12:00:00Z");
    const result = await run(churn, { steps: standIns, createdAt });
    expect(result.tasksOf(extract)[0]?.inputs?.until).toBe("2024-02-29T12:00:00.000Z");
  });

  it("refuses params as a submit does", async () => {
    // @ts-expect-error params are typed
    const wrong = run(churn, { params: { trees: ["ten"] }, steps: standIns });
    await expect(wrong).rejects.toMatchObject({ code: "INVALID_PARAMS", problems: [{ field: "params.trees[0]" }] });
  });

  it("runs many tasks at once, in little real time", async () => {
    const count = 500;
    const square = task("square", { input: { n: z.int() }, output: z.int() }, ({ n }) => n * n);
    const many = pipeline("many", { params: { of: z.array(z.int()) } }, ({ params }) => ({
      squares: map(params.of, (n) => square({ n })),
    }));
    const result = await run(many, { params: { of: Array.from({ length: count }, (_, n) => n) } });
    expect(result.outputs.squares.at(-1)).toBe((count - 1) ** 2);
  });
});

describe("a fake", () => {
  it("is tried again when it throws, after the backoff and in no real time", async () => {
    const result = await run(churn, {
      steps: [
        fakes.extract,
        fakes.deploy,
        fake(train, ({ trees }, { attempt }) => {
          if (attempt.attempt < 3) throw new RangeError(`no luck with ${attempt.task}`);
          return { accuracy: 0.95, trees, file };
        }),
      ],
      params: { trees: [10] },
    });
    expect(result.status).toBe("succeeded");
    const { attempts } = result.task("train[0]");
    expect(attempts.map(({ number, exitClass }) => [number, exitClass])).toEqual([
      [1, "failure"],
      [2, "failure"],
      [3, "success"],
    ]);
    expect(attempts[0]?.failure).toMatchObject({
      code: "TASK_FAILED",
      message: "RangeError: no luck with train[0]",
    });
    expect(attempts[0]?.error).toBeInstanceOf(RangeError);
    // Twice 10 minutes, less up to a fifth, which is random.
    expect(result.tookMs).toBeGreaterThan(16 * 60_000);
    expect(result.tookMs).toBeLessThanOrEqual(20 * 60_000);
  });

  it("fails the run when its retries are used up", async () => {
    const result = await run(churn, {
      steps: [
        fakes.extract,
        fake(train, () => {
          throw new Error("diverged");
        }),
      ],
      params: { trees: [10] },
    });
    expect(result.status).toBe("failed");
    expect(result.failure).toMatchObject({ task: "train[0]", exitClass: "failure", message: "diverged" });
    expect(result.task("train[0]")).toMatchObject({ status: "failed", output: null, failure: { message: "diverged" } });
    expect(result.task("best")).toMatchObject({ status: "skipped", inputs: null });
    expect(() => result.outputs).toThrow("there are no outputs: the run of churn is failed: train[0]: diverged");
  });

  it("ends as real attempts end, each way with its own budget", async () => {
    const { only, alone } = single({ retries: { max: 0, on: { lost: 1, oom: 1 } } });
    const tries = await run(alone, {
      steps: [
        fake(only, (_, { attempt }) => {
          if (attempt.attempt === 1) throw new AttemptFailure("lost");
          if (attempt.attempt === 2) throw new AttemptFailure("oom", "took 2 GiB", { signal: "SIGKILL" });
          return attempt.attempt;
        }),
      ],
    });
    expect(tries.outputs).toEqual({ n: 3 });
    expect(tries.task("only").attempts.map(({ failure }) => failure)).toMatchObject([
      { exitClass: "lost", code: "ATTEMPT_LOST" },
      { exitClass: "oom", message: "took 2 GiB", signal: "SIGKILL" },
      null,
    ]);
  });

  it("takes as long as it says, and is stopped when its time is up", async () => {
    const { only, alone } = single({ timeout: "1h", retries: { max: 1, backoff: "1s" } });
    const aborted: unknown[] = [];
    const result = await run(alone, {
      steps: [
        fake(only, async (_, { attempt, signal, takes }) => {
          signal.addEventListener("abort", () => aborted.push(signal.reason.name));
          await takes(attempt.attempt === 1 ? "2h" : "30m");
          return 1;
        }),
      ],
    });
    expect(result.task("only").attempts.map(({ exitClass }) => exitClass)).toEqual(["timeout", "success"]);
    expect(aborted).toEqual(["TimeoutError"]);
    const [first, second] = result
      .task("only")
      .attempts.map(({ startedAt, endedAt }) => Number(endedAt) - Number(startedAt));
    expect([first, second]).toEqual([3_600_000, 1_800_000]);
  });

  it("ends with the run when that is out of time", async () => {
    const slow = python("slow", { run: "slow.py" });
    const limited = pipeline("limited", { timeout: "1h" }, () => {
      slow();
    });
    const result = await run(limited, { steps: [fake(slow, (_, { takes }) => takes("1d"))] });
    expect(result).toMatchObject({ status: "timed-out", tookMs: 3_600_000, failure: { code: "RUN_TIMED_OUT" } });
    expect(result.task("slow").status).toBe("cancelled");
  });

  it("yields what the step's schema says, or fails as the step would", async () => {
    // @ts-expect-error the compiler says so too
    const wrong = fake(extract, () => ({ rows: "three", table: fakeArtifact("csv"), more: 1 }));
    const result = await run(churn, { steps: [wrong, fakes.train] });
    expect(result.failure).toMatchObject({ task: "extract", code: "TASK_OUTPUT_INVALID" });
    expect(result.failure?.message).toContain('output.rows is "three"');
    expect(result.failure?.message).toContain("output.more");
  });

  it("yields numbers that JSON has", async () => {
    const diverged = fake(train, ({ trees }) => ({ accuracy: Number.NaN, trees, file }));
    const { failure } = await run(churn, { params: { trees: [1] }, steps: [fakes.extract, diverged] });
    expect(failure).toMatchObject({
      code: "TASK_OUTPUT_INVALID",
      message: "output.accuracy is NaN: JSON has no such number",
    });
  });

  it("stands in for a step in TypeScript as well", async () => {
    const steps = [...standIns, fake(best, ({ models }) => models[0] as never)];
    expect((await run(churn, { steps })).outputs.model.trees).toBe(10);
  });

  it("says of a check whether it passes, or what is wrong", async () => {
    const verdicts = [false, ["too old", "too few"], { passed: false, problems: ["odd"] }] as const;
    const messages = verdicts.map(async (verdict) => {
      const result = await run(churn, { steps: [fakes.extract, fake(validate, () => verdict)] });
      expect(result.task("validate").attempts.length).toBe(1);
      return [result.failure?.code, result.failure?.message];
    });
    expect(await Promise.all(messages)).toEqual([
      ["CHECK_FAILED", "the check said no"],
      ["CHECK_FAILED", "too old; too few"],
      ["CHECK_FAILED", "odd"],
    ]);
    const seen: number[] = [];
    const good = fake(validate, ({ rows }) => {
      seen.push(rows);
      return true;
    });
    expect((await run(churn, { steps: [...standIns, good] })).status).toBe("succeeded");
    expect(seen).toEqual([3]);
  });

  it("reports like a step", async () => {
    const reporting = fake(train, ({ trees }, { metric, progress, log }) => {
      metric("loss", 0.5, { step: 1 });
      metric("loss", 0.25, { step: 2 });
      progress(0.5, "half");
      log.debug("fitting", { trees });
      console.log("fitting %d trees", trees);
      process.stderr.write("warm\n");
      return { accuracy: 1, trees, file };
    });
    const result = await run(churn, { params: { trees: [1, 2] }, steps: [fakes.extract, fakes.deploy, reporting] });
    expect(result.task("train[1]")).toMatchObject({
      metrics: [
        { name: "loss", value: 0.5, step: 1 },
        { name: "loss", value: 0.25, step: 2 },
      ],
      progress: [{ fraction: 0.5, message: "half" }],
      log: [{ level: "debug", message: "fitting", fields: { trees: 2 } }],
      stdout: "fitting 2 trees\n",
      stderr: "warm\n",
    });
  });

  it("is missed by name, with the line to add", async () => {
    const missing = run(churn, { steps: [fakes.extract] });
    await expect(missing).rejects.toThrow(MissingFake);
    await expect(
      missing,
    ).rejects.toThrow(`train[0] is Python (steps/train.py:train), which does not run in memory. Give run() a fake of it:

  fake(train, () => ({ accuracy: 0, trees: 0, file: fakeArtifact("joblib") })),

These have none yet either:

  fake(deploy, () => {}),
`);
    await expect(run(churn, { steps: [fakes.extract, fakes.train], params: { production: 0 } })).rejects.toThrow(
      "deploy is a command (deploy), which does not run in memory",
    );
  });

  it("has to stand in for something, once", async () => {
    const { only } = single({});
    await expect(run(churn, { steps: [fake(only, () => 1)] })).rejects.toThrow(
      'there is a fake of "only", which is no step of churn; its steps are extract, validate, train, best, deploy, notify',
    );
    await expect(run(churn, { steps: [fakes.deploy, fakes.deploy] })).rejects.toThrow('two fakes of "deploy"');
  });
});

describe("a step in TypeScript", () => {
  const upper = task(
    "upper",
    { input: { text: artifact("txt") }, output: artifact("txt"), metrics: ["length"] },
    async ({ text }, { save, metric, attempt }) => {
      const content = await readFile(text.path, "utf8");
      console.error("%s reads %s", attempt.task, content);
      metric("length", content.length);
      const path = join(tmpdir(), `troupe-upper-${process.pid}.txt`);
      await writeFile(path, content.toUpperCase());
      return save(artifact("txt"), path);
    },
  );
  const twice = pipeline("twice", { params: { text: artifact("txt") } }, ({ params }) => ({
    text: upper({ text: upper({ text: params.text }, { id: "first" }) }),
  }));

  it("reads and writes real files", async () => {
    const text = fakeArtifact("txt", { content: "straße" });
    const { outputs, order, ...result } = await run(twice, { params: { text } }).then((done) => ({
      outputs: done.outputs,
      order: done.order,
      first: done.task("first"),
    }));
    expect(order).toEqual(["first", "upper"]);
    expect(await readFile(outputs.text.path, "utf8")).toBe("STRASSE");
    expect(outputs.text).toEqual(fakeArtifact("txt", { content: "STRASSE" }));
    expect(result.first).toMatchObject({
      inputs: { text },
      stderr: "first reads straße\n",
      metrics: [{ name: "length", value: 6, step: null }],
    });
  });

  it("keeps what it prints to itself, and leaves the console as it was", async () => {
    const before = { log: console.log, write: process.stdout.write };
    const say = task("say", { input: { n: z.int() } }, async ({ n }) => {
      console.log("a", n);
      await new Promise((resolve) => setImmediate(resolve));
      console.table([{ n }]);
    });
    const talk = pipeline("talk", { params: { of: z.array(z.int()).default([1, 2]) } }, ({ params }) => {
      map(params.of, (n) => say({ n }));
    });
    const [result] = await Promise.all([run(talk), run(talk)]);
    expect(result.task("say[0]").stdout).toMatch(/^a 1\n┌/);
    expect(result.task("say[0]").stdout).not.toContain("2");
    expect(result.outputs).toBeUndefined();
    expect({ log: console.log, write: process.stdout.write }).toEqual(before);
  });

  it("takes no time, however long it works", async () => {
    const slow = task("slow", { output: z.int() }, async () => {
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
      return 1;
    });
    const busy = pipeline("busy", () => ({ n: slow({}, { timeout: "1s" }) }));
    expect(await run(busy)).toMatchObject({ status: "succeeded", tookMs: 0 });
  });

  it("fails with what it throws", async () => {
    const cause = new TypeError("no such column");
    const breaks = task("breaks", {}, () => {
      throw cause;
    });
    const broken = pipeline("broken", () => {
      breaks();
    });
    const result = await run(broken);
    expect(result.failure).toMatchObject({ task: "breaks", message: "TypeError: no such column" });
    expect(result.task("breaks").attempts[0]?.error).toBe(cause);
    expect(() => result.outputs).toThrow(expect.objectContaining({ cause }));
  });
});

describe("earlier runs", () => {
  const compare = task(
    "compare",
    { input: { champion: z.number(), challenger: z.number() }, output: z.boolean() },
    ({ champion, challenger }) => challenger > champion,
  );
  const measure = python("measure", { run: "measure.py", output: z.number() });
  const retrain = pipeline("retrain", () => {
    const accuracy = measure();
    const { accuracy: champion } = previous(z.object({ accuracy: z.number() }));
    const isBetter = when("compare-them", champion, (of) => compare({ champion: of, challenger: accuracy }));
    return { accuracy, isBetter };
  });
  const steps = [fake(measure, () => 0.8)];

  it("are absent unless they are given", async () => {
    const { outputs, tasks } = await run(retrain, { steps }).then((result) => result);
    expect(outputs).toEqual({ accuracy: 0.8 });
    expect(tasks.compare?.status).toBe("skipped");
  });

  it("hand out what previous(…) reads", async () => {
    expect((await run(retrain, { steps, previous: { accuracy: 0.7 } })).outputs.isBetter).toBe(true);
    expect((await run(retrain, { steps, previous: { accuracy: 0.9 } })).outputs.isBetter).toBe(false);
  });

  it("hand out what latest(…) reads", async () => {
    const score = python("score", { run: "score.py", input: { model: artifact("joblib") }, output: z.string() });
    const scoring = pipeline("scoring", () => ({
      scored: when("has-model", latest(churn), ({ model }) => score({ model: model.file })),
    }));
    const fakes = [fake(score, ({ model }) => model.digest)];
    const model = { accuracy: 0.9, trees: 50, file };
    const result = await run(scoring, { steps: fakes, latest: [ran(churn, { model, rows: 3 })] });
    expect(result.outputs).toEqual({ scored: file.digest });
    expect((await run(scoring, { steps: fakes })).task("score").status).toBe("skipped");
  });

  it("have to be read, and as they are given", async () => {
    await expect(run(churn, { steps: standIns, previous: { rows: 3 } })).rejects.toThrow(
      "churn never calls previous(…): leave its outputs out of run()",
    );
    await expect(run(retrain, { steps, previous: {} })).rejects.toThrow(
      "the outputs for previous(…).accuracy is missing; give it a number",
    );
    await expect(run(retrain, { steps, latest: [ran(churn, {})] })).rejects.toThrow("never calls latest(churn)");
  });
});

describe("the machines", () => {
  it("are as they are told, and tasks wait for room", async () => {
    const { only } = single({});
    const queue = pipeline("queue", { params: { of: z.array(z.int()).default([1, 2, 3]) } }, ({ params }) => {
      map(params.of, () => only({}, { resources: { cpus: 1, gpus: 1, labels: { gpu: "h100" } } }));
    });
    const steps = [
      fake(only, async (_, { takes }) => {
        await takes("1h");
        return 1;
      }),
    ];
    const agents = [
      { id: "big", cpus: 8, gpus: 2, labels: { gpu: "h100" } },
      { id: "plain", cpus: 64 },
    ];
    const result = await run(queue, { steps, agents });
    expect(result.tookMs).toBe(2 * 3_600_000);
    expect(result.task("only[2]").attempts[0]?.agent).toBe("big");
    // Room for everything is the default, of GPUs for one task at a time.
    expect((await run(queue, { steps })).tookMs).toBe(3 * 3_600_000);
  });

  it("say why a task never starts", async () => {
    const { only, alone } = single({ resources: { cpus: 8 } });
    await expect(run(alone, { steps: [fake(only, () => 1)], agents: [{ cpus: 4 }] })).rejects.toThrow(
      "the run of alone stands still: only fits no agent, however long it waits: agent-1 has 4 cpus, 8 are needed",
    );
  });
});
