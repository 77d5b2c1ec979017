/** Fills in, for each step that names the files which are its code for the cache, the digest of those files. */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { type PipelineSpec, type Problem, type StepCache, TroupeError } from "@troupe/core";
import type { FoundPipeline } from "./evaluate.ts";
import { similar } from "./similar.ts";
import type { TarEntry } from "./tar.ts";

/** @throws TroupeError `MISSING_SCRIPT` where a name fits no file of the bundle. */
export function withCachedCode(
  pipelines: readonly FoundPipeline[],
  entries: readonly TarEntry[],
): readonly FoundPipeline[] {
  const problems: Problem[] = [];
  const filled = pipelines.map((pipeline) => ({ ...pipeline, spec: fill(pipeline.spec, entries, problems) }));
  if (problems.length === 0) return filled;
  throw new TroupeError(problems.map(({ message, fix }) => `${message}; ${fix}`).join("\n"), {
    code: "MISSING_SCRIPT",
    reaction: "reject",
    problems,
  });
}

function fill(spec: PipelineSpec, entries: readonly TarEntry[], problems: Problem[]): PipelineSpec {
  const steps = Object.entries(spec.steps).map(([name, step]) => {
    const files = step.cache?.files;
    if (files === undefined) return [name, step];
    const named = files.flatMap((file) => filesAt(file, name, entries, problems));
    const cache: StepCache = { ...step.cache, code: digestOf(named) };
    return [name, { ...step, cache }];
  });
  return { ...spec, steps: Object.fromEntries(steps) };
}

/** The file itself, or all that is in the folder. */
function filesAt(file: string, step: string, entries: readonly TarEntry[], problems: Problem[]): readonly TarEntry[] {
  const path = posix.normalize(file).replace(/\/$/, "");
  const found = entries.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
  if (found.length > 0) return found;
  const [near] = similar(
    path,
    entries.map((entry) => entry.path),
  );
  problems.push({
    field: `steps["${step}"].cache.code`,
    message: `step ${step} names ${file} as its code, and no file of the pipeline's folder is that`,
    fix: near === undefined ? "name a file or a folder that travels with the pipeline" : `did you mean ${near}?`,
  });
  return [];
}

function digestOf(entries: readonly TarEntry[]): NonNullable<StepCache["code"]> {
  const hash = createHash("sha256");
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const [path, { data }] of [...byPath].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${createHash("sha256").update(data).digest("hex")}\0`);
  return `sha256:${hash.digest("hex")}`;
}
