/** Putting a model where servers look for it: the registry is a folder, a version is a digest. */
import { copyFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { passed, task, z } from "@troupe/sdk";
import { Deployment, Judged } from "./schemas.ts";

/** Takes only what a gate let through: it cannot run otherwise. Doing it twice is doing it once. */
export const deploy = task(
  "deploy",
  {
    input: { judged: passed(Judged), band: Deployment.shape.band, registry: z.string() },
    output: Deployment,
  },
  async ({ judged: { model, accuracy }, band, registry }, { attempt }) => {
    const version = model.file.digest.slice("sha256:".length, "sha256:".length + 12);
    const location = resolve(registry, "versions", `${version}.joblib`);
    await mkdir(join(registry, "versions"), { recursive: true });
    await copyFile(model.file.path, `${location}.new`);
    await rename(`${location}.new`, location);
    const record = { version, accuracy, digest: model.file.digest, run: attempt.runId };
    await writeFile(join(registry, `${band}.json.new`), JSON.stringify(record));
    await rename(join(registry, `${band}.json.new`), join(registry, `${band}.json`));
    return { band, version, location, model };
  },
);
