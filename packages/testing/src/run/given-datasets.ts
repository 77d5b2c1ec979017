/** Revisions of datasets that are there before the run, or come while it waits: published by a pipeline that does nothing else. */
import { type PipelineSpec, type RunHeader, validateJson } from "@troupe/core";
import type { Engine } from "@troupe/engine";
import type { Dataset, Duration } from "@troupe/sdk";
import type { SimulatedCluster } from "../cluster/simulated-cluster.ts";
import { type Left, standIn } from "./earlier-runs.ts";
import { milliseconds } from "./milliseconds.ts";
import type { StoredValues } from "./stored-values.ts";

export interface GivenDataset {
  readonly dataset: string;
  readonly value: unknown;
  /** So long after the run was made; 0: it was there before. */
  readonly afterMs: number;
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
 *
 * For `waitFor(name, { dataset })` it may also come later: `revision(features, { rows: 3 }, { after: "2h" })`, counted from
 * when the run is made.
 */
export function revision<T>(
  dataset: Dataset<T>,
  value: Left<T>,
  { after }: { readonly after?: Duration } = {},
): GivenDataset {
  return { dataset: dataset.name, value, afterMs: after === undefined ? 0 : milliseconds(after) };
}

/** Throws if the pipeline neither reads it nor waits for it, or not so. */
export function checkDatasets(spec: PipelineSpec, given: readonly GivenDataset[], values: StoredValues): void {
  for (const { dataset, value, afterMs } of given) {
    const use = spec.datasets?.[dataset];
    const isAwaited = waitsFor(spec, dataset);
    if (use === undefined || (use.read === undefined && !isAwaited))
      throw new Error(`${spec.name} never calls read(${dataset}), and never waits for it: leave it out of run()`);
    if (afterMs > 0 && !isAwaited)
      throw new Error(
        `${spec.name} never waits for ${dataset}, so a revision that comes later changes nothing: leave out when it comes`,
      );
    const [problem] = validateJson(use.schema, values.store(value), `the revision of ${dataset}`);
    if (problem !== undefined) throw new Error(`${problem.field} ${problem.message}; ${problem.fix}`);
  }
}

function waitsFor({ steps }: PipelineSpec, dataset: string): boolean {
  return Object.values(steps).some(
    ({ runs }) => runs.kind === "wait" && runs.for.kind === "dataset" && runs.for.dataset === dataset,
  );
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
