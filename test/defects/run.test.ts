/** Goal: the mistakes of the article that no compiler can see are refused, cannot happen, or are seen at run time. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { artifact, check, cron, pipeline, python, task, trigger, validated, z } from "@troupe/sdk";
import { coordinatorLost, fake, fakeArtifact, run, simulate } from "@troupe/testing";
import { expect, test } from "vitest";

const Row = z.object({ feature_0: z.number(), target: z.number() });
const Dataset = z.object({ rows: z.int(), table: artifact("csv", Row) });
const Deployment = z.object({ version: z.string().min(12), accuracy: z.number() });

const extract = python("extract", { run: "extract.py", output: Dataset });
const validate = check("validate", { of: Dataset }, ({ rows }) => rows > 0);
const train = python("train", { run: "train.py", input: { data: validated(Dataset) }, output: z.number() });
const deploy = python("deploy", { run: "deploy.py", input: { accuracy: z.number() }, output: Deployment });

const daily = pipeline("daily", () => ({ deployed: deploy({ accuracy: train({ data: validate(extract()) }) }) }));
const table = (rows: number) => fake(extract, () => ({ rows, table: fakeArtifact("csv") }));
const trained = fake(train, () => 0.95);
const deployed = fake(deploy, ({ accuracy }) => ({ version: "3f0a8cfe2d11", accuracy }));

test("d3: training does not go on when validation says no", async () => {
  const wrong = await run(daily, { steps: [table(0), trained, deployed] });
  expect(wrong).toMatchObject({ status: "failed", failure: { task: "validate", code: "CHECK_FAILED" } });
  expect(wrong.order).toEqual(["extract", "validate"]);
  const right = await run(daily, { steps: [table(3), trained, deployed] });
  expect(right.order).toEqual(["extract", "validate", "train", "deploy"]);
});

test("d5: a deployment that deploys nothing is no success", async () => {
  const wrong = await run(daily, { steps: [table(3), trained, fake(deploy, () => "Deployment completed" as never)] });
  expect(wrong.failure).toMatchObject({ task: "deploy", code: "TASK_OUTPUT_INVALID" });
  expect(wrong.failure?.message).toContain(
    'output is "Deployment completed"; give it an object with version, accuracy',
  );
  expect((await run(daily, { steps: [table(3), trained, deployed] })).outputs.deployed.version).toBe("3f0a8cfe2d11");
});

test("d8: a table without its columns does not get to those who read them", async () => {
  const columns = (names: readonly string[]) =>
    fake(extract, () => ({ rows: 3, table: fakeArtifact("csv", { columns: names }) }));
  const wrong = await run(daily, { steps: [columns(["0", "target"]), trained, deployed] });
  expect(wrong.failure).toMatchObject({ task: "extract", code: "TASK_OUTPUT_INVALID" });
  expect(wrong.failure?.message).toContain("output.table lacks the columns feature_0; it has 0, target");
  expect((await run(daily, { steps: [columns(["feature_0", "target"]), trained, deployed] })).status).toBe("succeeded");
});

test("d15: what is triggered is triggered once, whoever leads and however often it is tried", async () => {
  const retraining = pipeline("retraining", { params: { because: z.string() } }, () => {
    train({ data: validate(extract()) });
  });
  const shaky = task("shaky", { retries: { max: 2, backoff: "1m" } }, () => {});
  const monitoring = pipeline("monitoring", { schedule: cron("0 6 * * *") }, () => {
    const retrained = trigger(retraining, { because: "drift" });
    shaky({}, { after: [retrained] });
  });
  const slow = fake(train, async (_, { takes }) => {
    await takes("2h");
    return 0.95;
  });
  const { runs, runsOf, coordinators } = await simulate(monitoring, {
    for: "10h",
    also: [retraining],
    steps: [
      table(3),
      slow,
      fake(shaky, (_, { attempt }) => {
        if (attempt.attempt < 3) throw new Error("the clock says otherwise");
      }),
    ],
    faults: [
      coordinatorLost({ at: "6h", for: "1m" }),
      coordinatorLost({ at: "7h", for: "10m" }),
      coordinatorLost({ at: "8h", for: "1m" }),
    ],
  });
  expect(coordinators).toBe(4);
  expect(runs.map(({ status }) => status)).toEqual(["succeeded"]);
  expect(runs[0]?.task("shaky").attempts).toHaveLength(3);
  expect(runsOf(retraining).map(({ status }) => status)).toEqual(["succeeded"]);
});

test("d17: twenty features that have not drifted raise no more false alarms than one", () => {
  const steps = join(import.meta.dirname, "../../examples/airflow-ports/steps");
  const script = `
import json, random, sys
sys.path.insert(0, ${JSON.stringify(steps)})
from holm import holm
dice = random.Random(3)
days = [{f"feature_{at}": dice.random() for at in range(20)} for _ in range(4000)]
print(json.dumps({
  "naive": sum(min(day.values()) < 0.05 for day in days) / len(days),
  "holm": sum(bool(holm(day, 0.05)) for day in days) / len(days),
  "found": sorted(holm({"a": 0.001, "b": 0.011, "c": 0.02, "d": 0.6}, 0.05)),
}))`;
  const { naive, holm, found } = JSON.parse(execFileSync("python3", ["-c", script], { encoding: "utf8" }));
  expect(naive).toBeGreaterThan(0.6);
  expect(holm).toBeLessThan(0.06);
  // And it finds what is there.
  expect(found).toEqual(["a", "b", "c"]);
});

test("d19: a server as a batch step does not keep a run for ever, nor what comes after it from being told", async () => {
  const serve = python("serve", { run: "serve.py", timeout: "1h" });
  const verify = task("verify", {}, () => {});
  const deployment = pipeline("deployment", () => {
    verify({}, { after: [serve()] });
  });
  const wrong = await run(deployment, { steps: [fake(serve, (_, { takes }) => takes("9000d"))] });
  expect(wrong.failure).toMatchObject({ task: "serve", exitClass: "timeout", code: "TASK_TIMED_OUT" });
  expect(wrong.tookMs).toBe(3_600_000);
  expect(wrong.task("verify")).toMatchObject({ status: "skipped", reason: "serve failed" });
});

test("d21: a start date years ago makes no run, unless somebody asks for all of them", async () => {
  const since = (catchup: "none" | "all") =>
    pipeline("since", { schedule: cron("0 0 * * *", { start: "2025-12-01", catchup }) }, () => {
      deploy({ accuracy: 1 });
    });
  const runs = async (catchup: "none" | "all") =>
    (await simulate(since(catchup), { for: "3d", steps: [deployed] })).runs.length;
  expect(await runs("none")).toBe(3);
  expect(await runs("all")).toBe(31 + 3);
});
