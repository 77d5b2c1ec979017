/** Which revisions a run is made with: resolved once, so that it is the same whenever it is looked at. */
import { type DatasetRead, type DatasetUse, type PipelineSpec, TroupeError, validateJson } from "@troupe/core";
import type { DatasetRevision } from "./dataset-views.ts";

export interface DatasetSource {
  head(name: string): number;
  /** Undefined if it is not there, or no longer. */
  revision(name: string, revision: number): Promise<DatasetRevision | undefined>;
}

/** `given`: the revisions that start it; of all else the newest. Throws DATASET_EMPTY, DATASET_MISFIT, DATASET_REVISION_GONE. */
export async function resolveDatasets(
  { name: pipeline, datasets = {} }: PipelineSpec,
  given: Readonly<Record<string, number>>,
  source: DatasetSource,
): Promise<Readonly<Record<string, DatasetRead>>> {
  const resolved: Record<string, DatasetRead> = {};
  for (const [name, revision] of Object.entries(given)) resolved[name] = { revision };
  for (const [name, use] of Object.entries(datasets)) {
    if (use.read === undefined) continue;
    const revision = given[name] ?? source.head(name);
    if (revision > 0) resolved[name] = await read(pipeline, name, use, revision, source);
    else if (use.read === "required") throw empty(pipeline, name);
  }
  return resolved;
}

async function read(
  pipeline: string,
  name: string,
  { schema }: DatasetUse,
  revision: number,
  source: DatasetSource,
): Promise<DatasetRead> {
  const found = await source.revision(name, revision);
  if (found === undefined) throw gone(pipeline, name, revision);
  const problems = validateJson(schema, found.value, name);
  if (problems.length === 0) return { revision, value: found.value };
  const what = problems.map((each) => `${each.field} ${each.message}`).join("; ");
  throw new TroupeError(
    `"${pipeline}" reads the dataset "${name}", and revision ${revision} is not what it expects: ${what}. Publish one that fits, or apply "${pipeline}" again with the schema that holds now.`,
    { code: "DATASET_MISFIT", reaction: "reject", problems, details: { dataset: name, revision: String(revision) } },
  );
}

function empty(pipeline: string, dataset: string): TroupeError {
  return new TroupeError(
    `"${pipeline}" reads the dataset "${dataset}", of which there is no revision yet. Run the pipeline that publishes it, publish one with \`troupe publish ${dataset} --value FILE\`, or read it with { optional: true }.`,
    { code: "DATASET_EMPTY", reaction: "reject", details: { dataset } },
  );
}

function gone(pipeline: string, dataset: string, revision: number): TroupeError {
  return new TroupeError(
    `"${pipeline}" was to read revision ${revision} of the dataset "${dataset}", which is not kept any more.`,
    { code: "DATASET_REVISION_GONE", reaction: "reject", details: { dataset, revision: String(revision) } },
  );
}
