/** What the pipeline decides: small functions over small values, each tested as a plain function. */
import { randomUUID } from "node:crypto";
import { copyFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { passed, task, z } from "@troupe/sdk";
import { Band, Candidate, Challenger, Deployment, Score } from "./schemas.ts";

/** The candidate that did best on the images kept back from its training data; of equals, the first. */
export const best = task(
  "best",
  { input: { candidates: z.array(Candidate).min(1) }, output: Candidate },
  ({ candidates }) => candidates.reduce((best, next) => (next.accuracy > best.accuracy ? next : best)),
);

/** Both scores are made on the same holdout: with any other evaluation the pipeline would not compile. */
export const compare = task(
  "compare",
  { input: { candidate: Candidate, score: Score, champion: Score.optional() }, output: Challenger },
  ({ candidate: { model, setting }, score, champion }, { log }) => {
    const toBeat = champion?.accuracy ?? null;
    const isBetter = toBeat === null || score.accuracy > toBeat;
    log.info(`challenger ${percent(score.accuracy)}, champion ${toBeat === null ? "none yet" : percent(toBeat)}`);
    return { model, setting, accuracy: score.accuracy, toBeat, isBetter };
  },
);

/** Puts the model where servers look for it, beside a record of what it is. Doing it twice changes nothing. */
export const deploy = task(
  "deploy",
  { input: { challenger: passed(Challenger), band: Band, registry: z.string() }, output: Deployment },
  async ({ challenger: { model, accuracy }, band, registry }, { attempt, log }) => {
    const folder = resolve(registry, band);
    const location = join(folder, "model.joblib");
    const deployment = { band, model, accuracy, location, run: attempt.runId };
    await mkdir(folder, { recursive: true });
    await replace(location, (path) => copyFile(model.path, path));
    const record = { band, digest: model.digest, accuracy, run: attempt.runId };
    await replace(join(folder, "deployment.json"), (path) => writeFile(path, `${JSON.stringify(record, null, 2)}\n`));
    log.info(`deployed ${model.digest} to ${location}`);
    return deployment;
  },
);

/** Nothing is deployed, and somebody should know why. */
export const alert = task(
  "alert",
  { input: { challenger: Challenger, staging: z.number() }, output: z.object({ reason: z.string() }) },
  ({ challenger: { accuracy, toBeat, isBetter }, staging }, { log }) => {
    const reason = isBetter
      ? `the best candidate reads ${percent(accuracy)} of the holdout, less than the ${percent(staging)} that staging asks for`
      : `the best candidate reads ${percent(accuracy)} of the holdout, no more than the champion with ${percent(toBeat ?? 0)}`;
    log.warn(`nothing deployed: ${reason}`);
    return { reason };
  },
);

/** The model to beat in the next run: what was deployed now, else the champion so far, else none. */
export const crown = task(
  "crown",
  {
    input: { production: Deployment.optional(), staging: Deployment.optional(), champion: Deployment.nullish() },
    output: Deployment.nullable(),
  },
  ({ production, staging, champion }) => production ?? staging ?? champion ?? null,
);

/** A reader of the file sees the old one or the new one, never half of one. */
async function replace(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const partial = `${path}.${randomUUID()}`;
  await write(partial);
  await rename(partial, path);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
