/** What the pipelines decide, in memory: Python is stood in for, everything else is as in production. */
import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputOf } from "@troupe/sdk";
import { type Fake, fake, fakeArtifact, ran, run, simulate } from "@troupe/testing";
import { afterAll, describe, expect, test } from "vitest";
import { churn } from "./churn.ts";
import { dailyRetraining } from "./daily-retraining.ts";
import { deployment } from "./deployment.ts";
import { fromApi, fromFiles, ingestion, join as joined } from "./ingestion.ts";
import { lifecycle } from "./lifecycle.ts";
import { monitoring } from "./monitoring.ts";
import { retraining } from "./retraining.ts";
import {
  build,
  clean,
  collect,
  drift,
  evaluate,
  features,
  fromDatabase,
  holdout,
  performance,
  release,
  sound,
  train,
  verify,
} from "./steps.ts";
import { weeklySearch } from "./weekly-search.ts";

const registry = mkdtempSync(join(tmpdir(), "troupe-ports-"));
afterAll(() => rm(registry, { recursive: true }));

const customers = (rows = 2400): OutputOf<typeof fromDatabase> => ({ rows, table: fakeArtifact("csv") });
const fileOf = (trees: number) => fakeArtifact("joblib", { content: `${trees} trees` });
const model = (trees: number, accuracy = 0.9) => ({ trees, depth: 10, accuracy, file: fileOf(trees) });

/** Forests by how often each is right on the holdout: by the number of its trees. */
function steps(accuracies: Readonly<Record<number, number>>): readonly Fake[] {
  const known = new Map(Object.entries(accuracies).map(([trees, each]) => [fileOf(Number(trees)).digest, each]));
  return [
    fake(fromDatabase, ({ damage }) => customers(damage === "nulls" ? 0 : 2400)),
    fake(holdout, () => ({ rows: 590, table: fakeArtifact("csv", { content: "kept back" }) })),
    fake(features, ({ data }) => ({ rows: data.rows, table: fakeArtifact("npz") })),
    fake(train, ({ trees, depth = 10 }) => ({ trees, depth, accuracy: trees / 1000, file: fileOf(trees) })),
    fake(evaluate, ({ model }) => ({ accuracy: known.get(model.digest) ?? 0, precision: 0.9, recall: 0.9 })),
  ];
}

const params = { registry };
const cleaned = fake(clean, ({ customers }) => customers);
const looked = fake(sound, ({ rows }) => (rows > 0 ? [] : ["tenure is missing in 120 rows"]));

describe("daily retraining", () => {
  test("deploys a model that is right often enough, and no other", async () => {
    const good = await run(dailyRetraining, { params, steps: [...steps({ 100: 0.93 }), looked, cleaned] });
    expect(good.outputs.deployed).toMatchObject({ band: "production", version: fileOf(100).digest.slice(7, 19) });
    expect(JSON.parse(await readFile(join(registry, "production.json"), "utf8"))).toMatchObject({ accuracy: 0.93 });
    const poor = await run(dailyRetraining, { params, steps: [...steps({ 100: 0.89 }), looked, cleaned] });
    expect(poor.task("deploy").status).toBe("skipped");
    expect(poor.task("alert").output).toEqual({
      reason: "the model is right in 0.89 of all cases, 0.9 are asked for",
    });
  });

  test("makes a model a day, and none for the days before it was applied", async () => {
    const { runs } = await simulate(dailyRetraining, { for: "7d", steps: [...steps({ 100: 0.93 }), looked, cleaned] });
    expect(runs.map(({ interval }) => interval?.end.getUTCDate())).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("the weekly search", () => {
  test("trains nothing on data that was not let through", async () => {
    const result = await run(weeklySearch, { params: { ...params, damage: "nulls" }, steps: [...steps({}), looked] });
    expect(result.failure).toMatchObject({ task: "sound", code: "CHECK_FAILED" });
    expect(result.tasksOf(train)).toEqual([]);
  });

  test("hands on the best of all settings", async () => {
    const result = await run(weeklySearch, { params, steps: [...steps({ 200: 0.96 }), looked] });
    expect(result.tasksOf(train)).toHaveLength(4);
    expect(result.outputs).toMatchObject({ model: { trees: 200 }, deployed: { band: "production" } });
  });
});

test("ingestion takes from three sources side by side, and asks an API that fails again", async () => {
  const result = await run(ingestion, {
    steps: [
      ...steps({}).filter(({ step }) => step === "from-database" || step === "features"),
      looked,
      fake(fromFiles, () => customers()),
      fake(fromApi, (_, { attempt }) => {
        if (attempt.attempt === 1) throw new Error("503");
        return customers();
      }),
      fake(joined, ({ parts }) => customers(parts.reduce((sum, part) => sum + part.rows, 0))),
    ],
  });
  expect(result.outputs.data.rows).toBe(7200);
  expect(result.task("from-api").attempts).toHaveLength(2);
});

describe("churn", () => {
  const champion = { champion: model(10) };

  test("crowns the first model, whatever it is like", async () => {
    const result = await run(churn, { params, steps: steps({ 50: 0.6 }) });
    expect(result.outputs.champion).toMatchObject({ trees: 50 });
    expect(result.task("deploy-first").status).toBe("succeeded");
  });

  test("deploys a challenger that beats the champion on the same customers", async () => {
    const result = await run(churn, { params, steps: steps({ 50: 0.93, 10: 0.9 }), previous: champion });
    expect(result.outputs.champion).toMatchObject({ trees: 50 });
    expect(result.task("deploy").status).toBe("succeeded");
    expect(new Set(result.tasksOf(evaluate).map(({ inputs }) => inputs?.on.table.digest)).size).toBe(1);
  });

  test("keeps the champion otherwise, and says so", async () => {
    const result = await run(churn, { params, steps: steps({ 50: 0.9, 10: 0.9 }), previous: champion });
    expect(result.outputs).toMatchObject({
      champion: { trees: 10 },
      alert: { reason: "0.9 is no more than the champion's 0.9" },
    });
  });
});

test.each([
  [0.84, { alert: { reason: "the model is right in 0.84 of all cases" } }],
  [0.85, { staging: { band: "staging" } }],
  [0.9, { production: { band: "production" } }],
])("a model that is right in %d of all cases goes to its band", async (accuracy, expected) => {
  const { outputs } = await run(lifecycle, { params, steps: [...steps({ 100: accuracy }), looked] });
  expect(outputs).toMatchObject(expected);
  expect(Object.keys(outputs).filter((key) => key !== "model")).toEqual(Object.keys(expected));
});

describe("deployment", () => {
  const service = [
    fake(holdout, () => ({ rows: 590, table: fakeArtifact("csv") })),
    fake(evaluate, () => ({ accuracy: 0.93, precision: 0.9, recall: 0.9 })),
    fake(build, ({ model: { accuracy } }) => ({ image: fakeArtifact("tar"), accuracy })),
    fake(release, ({ name }) => ({ version: "1", location: name })),
  ];
  const latest = [ran(lifecycle, { model: model(100) })];

  test("releases what has answered as it should", async () => {
    const steps = [...service, fake(verify, () => ({ asked: 100, right: 91 }))];
    const result = await run(deployment, { steps, latest });
    expect(result.outputs.service?.current).toMatchObject({ location: "current" });
    expect(result.order).toEqual([
      "holdout",
      "evaluate",
      "judge",
      "build",
      "release-next",
      "verify",
      "release",
      "note-end",
    ]);
  });

  test("leaves the current release where it is if the next one does not answer, and ends in order", async () => {
    const broken = fake(verify, () => {
      throw new Error("connection refused");
    });
    const result = await run(deployment, { steps: [...service, broken], latest });
    expect(result.failure).toMatchObject({ task: "verify" });
    expect(result.task("release").status).toBe("skipped");
    expect(result.task("note-end")).toMatchObject({ status: "succeeded", inputs: { status: "failed" } });
  });
});

describe("monitoring", () => {
  const hourly = (leastP: number, accuracy = 0.92): readonly Fake[] => [
    ...steps({ 150: 0.95, 100: 0.9 }),
    looked,
    fake(collect, () => ({ count: 25, rows: fakeArtifact("npz") })),
    fake(performance, () => ({ accuracy, precision: 0.9, recall: 0.9 })),
    fake(drift, () => ({ drifted: leastP < 0.01 ? ["monthly"] : [], hasDrifted: leastP < 0.01, leastP })),
  ];
  const day = (steps: readonly Fake[]) =>
    simulate(monitoring, {
      for: "24h",
      steps,
      also: [retraining, lifecycle],
      starts: [{ pipeline: lifecycle, params }],
    });

  test("retrains once, however many hours find the same", async () => {
    const { runs, runsOf } = await day(hourly(0.001));
    expect(runs).toHaveLength(24);
    expect(runs.every(({ status }) => status === "succeeded")).toBe(true);
    const [retrained, ...more] = runsOf(retraining);
    expect(more).toEqual([]);
    expect(retrained).toMatchObject({
      status: "succeeded",
      cause: { kind: "trigger", task: "retraining-on-demand" },
      outputs: { deployed: { model: { trees: 150 } } },
    });
  });

  test("lets a model be that knows its customers", async () => {
    const { runs, runsOf } = await day(hourly(0.3));
    expect(runsOf(retraining)).toEqual([]);
    expect(runs[0]?.task("note").log[0]).toMatchObject({ message: "all is well" });
  });

  test("retrains for what is said as well as for what is asked", async () => {
    expect((await day(hourly(0.3, 0.8))).runsOf(retraining)).toHaveLength(1);
  });
});

test("a retrained model that does not beat the one in production is not deployed", async () => {
  const given = { ...params, champion: model(100), until: "2026-03-01", because: "monthly has drifted" };
  const result = await run(retraining, { params: given, steps: [...steps({ 150: 0.88, 100: 0.9 }), looked] });
  expect(result.outputs).toEqual({
    alert: { reason: "retrained because monthly has drifted; 0.88 is no more than 0.9" },
  });
});
