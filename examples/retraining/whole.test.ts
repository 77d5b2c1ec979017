/** The whole pipeline in memory: what is Python is stood in for, decisions and gate are real. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Fake, fake, fakeArtifact, run } from "@troupe/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import retraining, { evaluate, extract, features, holdout, train, validate } from "./pipeline.ts";

let registry: string;
beforeAll(async () => {
  registry = await mkdtemp(join(tmpdir(), "troupe-registry-"));
});
afterAll(() => rm(registry, { recursive: true }));

const modelOf = (hidden: number) => fakeArtifact("joblib", { content: `a model with ${hidden} neurons` });

/** Every candidate gets this accuracy on what was kept back, and on the holdout what its model is known for. */
function steps(onHoldout: Readonly<Record<number, number>>): readonly Fake[] {
  const scores = new Map(Object.entries(onHoldout).map(([hidden, score]) => [modelOf(Number(hidden)).digest, score]));
  return [
    fake(extract, ({ images }) => ({ rows: images, table: fakeArtifact("csv") })),
    fake(validate, ({ rows }) => rows >= 100),
    fake(holdout, () => ({ rows: 500, table: fakeArtifact("csv", { content: "other people" }) })),
    fake(features, ({ images }) => ({ rows: images.rows, columns: 64, table: fakeArtifact("npz") })),
    fake(train, ({ setting }) => ({ setting, accuracy: setting.hidden / 200, model: modelOf(setting.hidden) })),
    fake(evaluate, ({ model }) => ({ accuracy: scores.get(model.digest) ?? 0, mistakes: 0 })),
  ];
}

const champion = (hidden: number, accuracy: number) => ({
  champion: { band: "production" as const, model: modelOf(hidden), accuracy, location: "/models", run: "1" },
});

test("the first good model is deployed, as a file where servers look", async () => {
  const result = await run(retraining, { params: { registry }, steps: steps({ 128: 0.93 }) });
  expect(result.outputs.champion).toMatchObject({ band: "production", accuracy: 0.93, model: modelOf(128) });
  expect(await readFile(join(registry, "production/model.joblib"), "utf8")).toBe("a model with 128 neurons");
  expect(result.task("evaluate-champion").status).toBe("skipped");
});

test("a model that is no better than the champion is not deployed, and somebody hears of it", async () => {
  const result = await run(retraining, {
    params: { registry },
    steps: steps({ 64: 0.93, 128: 0.93 }),
    previous: champion(64, 0.97),
  });
  expect(result.task("compare").output).toMatchObject({ toBeat: 0.93, isBetter: false });
  expect(result.outputs.alert?.reason).toMatch(/no more than the champion with 93\.0 %/);
  expect(result.outputs.champion).toMatchObject({ model: modelOf(64) });
  expect(result.tasksOf(evaluate).length).toBe(2);
});

test("a better one that is only fair goes to staging", async () => {
  const result = await run(retraining, {
    params: { registry },
    steps: steps({ 64: 0.8, 128: 0.87 }),
    previous: champion(64, 0.8),
  });
  expect(result.task("deploy-staging").status).toBe("succeeded");
  expect(result.outputs.champion).toMatchObject({ band: "staging", model: modelOf(128) });
});

test("nothing is trained on data that the check does not let through", async () => {
  const result = await run(retraining, {
    params: { registry, images: 100 },
    steps: [...steps({})].with(
      1,
      fake(validate, () => ["a pixel is 17"]),
    ),
  });
  expect(result.failure).toMatchObject({ task: "validate", code: "CHECK_FAILED", message: "a pixel is 17" });
  expect(result.tasksOf(train)).toEqual([]);
});

test("training that crashes is tried again after two seconds", async () => {
  const shaky = fake(train, ({ setting }, { attempt }) => {
    if (attempt.attempt === 1 && attempt.task === "train[2]") throw new Error("singular matrix");
    return { setting, accuracy: setting.hidden / 200, model: modelOf(setting.hidden) };
  });
  const result = await run(retraining, { params: { registry }, steps: [...steps({ 128: 0.95 })].with(4, shaky) });
  expect(result.task("train[2]").attempts.map(({ exitClass }) => exitClass)).toEqual(["failure", "success"]);
  expect(result.outputs.champion?.accuracy).toBe(0.95);
  expect(result.tookMs).toBeLessThanOrEqual(2000);
});
