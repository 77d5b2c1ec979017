/** Revisions of datasets that are there before the run: published by a pipeline that does nothing else. */
import { type PipelineSpec, type RunHeader, validateJson } from "@troupe/core";
import type { Engine } from "@troupe/engine";
import type { Dataset } from "@troupe/sdk";
import type { SimulatedCluster } from "../cluster/simulated-cluster.ts";
import { type Left, standIn } from "./earlier-runs.ts";
import type { StoredValues } from "./stored-values.ts";

export interface GivenDataset {
  readonly dataset: string;
  readonly value: unknown;
}

/**
 * For `read(dataset)`: the revision that is there when the run is made, or the part of it that is read.
 *
 * @example
 * ```ts
 * const features = dataset("churn/features", z.object({ rows: z.int() }));
 * const counting = pipeline("counting", { on: features }, () => ({ rows: read(features).rows }));
 * const result = await run(counting, { datasets: [revision(features, { rows: 3 })] });
 * expect(result.outputs.rows).toBe(3);
 * ```
 */
export function revision<T>(dataset: Dataset<T>, value: Left<T>): GivenDataset {
  return { dataset: dataset.name, value };
}

/** Throws if the pipeline does not read it, or not so. */
export function checkDatasets(spec: PipelineSpec, given: readonly GivenDataset[], values: StoredValues): void {
  for (const { dataset, value } of given) {
    const use = spec.datasets?.[dataset];
    if (use?.read === undefined) throw new Error(`${spec.name} never calls read(${dataset}): leave it out of run()`);
    const [problem] = validateJson(use.schema, values.store(value), `the revision of ${dataset}`);
    if (problem !== undefined) throw new Error(`${problem.field} ${problem.message}; ${problem.fix}`);
  }
}

/** The id of a run that publishes it. By a run, since what stands for an artifact in a test has no bytes to show. */
export async function leaveRevision(
  cluster: SimulatedCluster,
  { dataset, value }: GivenDataset,
  values: StoredValues,
): Promise<string> {
  const pipeline = `publishes-${dataset.replaceAll("/", "-")}`;
  const spec: PipelineSpec = {
    ...standIn(pipeline),
    datasets: { [dataset]: { schema: true } },
    publishes: [{ dataset, value: { kind: "literal", value: values.store(value) } }],
  };
  await cluster.engine.pipelines.apply(spec, null);
  return (await cluster.engine.runs.create({ pipeline, params: {} })).header.runId;
}

/** What a run has published, by the dataset's name: the last revision of each that is its own. */
export async function publishedBy(
  { datasets }: Pick<Engine, "datasets">,
  { published = [] }: Pick<RunHeader, "published">,
  values: StoredValues,
): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const { dataset, revision } of published) {
    const [made] = await datasets.revisions(dataset, { before: revision + 1, limit: 1 });
    found[dataset] = values.load(made?.value ?? null);
  }
  return found;
}
