import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputOf } from "@troupe/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alert, best, compare, crown, deploy } from "./decisions.ts";

type Candidate = OutputOf<typeof best>;
type Deployment = OutputOf<typeof deploy>;

let folder: string;
let model: Candidate["model"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-retraining-"));
  const path = join(folder, "trained.joblib");
  await writeFile(path, "weights");
  model = { kind: "joblib", digest: `sha256:${"a".repeat(64)}`, size: 7, path };
});

afterAll(() => rm(folder, { recursive: true }));

const candidate = (hidden: number, accuracy: number): Candidate => ({
  setting: { hidden, rate: 0.01 },
  accuracy,
  model,
});
const score = (accuracy: number) => ({ accuracy, mistakes: Math.round(500 * (1 - accuracy)) });

describe("best", () => {
  test("is the candidate that did best on what was kept back", async () => {
    const candidates = [candidate(32, 0.9), candidate(64, 0.96), candidate(128, 0.93)];
    expect(await best.run({ candidates })).toEqual(candidates[1]);
  });

  test("is the first of equals, so that the same run decides the same again", async () => {
    const candidates = [candidate(32, 0.9), candidate(64, 0.9)];
    expect(await best.run({ candidates })).toEqual(candidates[0]);
  });

  test("needs a candidate", async () => {
    await expect(best.run({ candidates: [] })).rejects.toMatchObject({ code: "TASK_INPUT_INVALID" });
  });
});

describe("compare", () => {
  test.each([
    { challenger: 0.91, champion: 0.9, isBetter: true },
    { challenger: 0.9, champion: 0.9, isBetter: false },
    { challenger: 0.89, champion: 0.9, isBetter: false },
  ])("$challenger against $champion", async ({ challenger, champion, isBetter }) => {
    const judged = await judge(challenger, champion);
    expect(judged).toMatchObject({ accuracy: challenger, toBeat: champion, isBetter });
  });

  test("the first challenger has nobody to beat", async () => {
    expect(await judge(0.3)).toMatchObject({ toBeat: null, isBetter: true });
  });
});

describe("deploy", () => {
  test("puts the model and a record of it where servers look, and may do so again", async () => {
    const registry = join(folder, "registry");
    const challenger = (await judge(0.93)) as Parameters<typeof deploy.run>[0]["challenger"];
    const first = await deploy.run({ challenger, band: "production", registry });
    const again = await deploy.run({ challenger, band: "production", registry });
    expect(again).toEqual(first);
    expect(first).toMatchObject({ band: "production", accuracy: 0.93, model: { digest: model.digest } });
    expect(await readFile(first.location, "utf8")).toBe("weights");
    const record = JSON.parse(await readFile(join(registry, "production/deployment.json"), "utf8"));
    expect(record).toEqual({ band: "production", digest: model.digest, accuracy: 0.93, run: "local" });
  });
});

describe("alert", () => {
  test.each([
    { accuracy: 0.8, champion: undefined, reason: /80\.0 % .* less than the 85\.0 %/ },
    { accuracy: 0.92, champion: 0.93, reason: /92\.0 % .* no more than the champion with 93\.0 %/ },
  ])("says why nothing was deployed: $reason", async ({ accuracy, champion, reason }) => {
    const challenger = await judge(accuracy, champion);
    expect((await alert.run({ challenger, staging: 0.85 })).reason).toMatch(reason);
  });
});

describe("crown", () => {
  const production = (): Deployment => ({ ...staging(), band: "production" });
  const staging = (): Deployment => ({ band: "staging", model, accuracy: 0.9, location: "/models", run: "1" });

  test("goes to what was deployed, else stays, else is nobody's", async () => {
    expect(await crown.run({ production: production(), champion: staging() })).toEqual(production());
    expect(await crown.run({ staging: staging(), champion: null })).toEqual(staging());
    expect(await crown.run({ champion: staging() })).toEqual(staging());
    expect(await crown.run({})).toBeNull();
  });
});

function judge(accuracy: number, champion?: number) {
  return compare.run({
    candidate: candidate(64, 0.95),
    score: score(accuracy) as Parameters<typeof compare.run>[0]["score"],
    ...(champion !== undefined && { champion: score(champion) as Parameters<typeof compare.run>[0]["score"] }),
  });
}
