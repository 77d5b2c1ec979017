/** Runs that left something for `previous` and `latest`: real ones, of pipelines that do nothing but hand it out. */
import { defaultLimits, type Json, type PipelineSpec, validateJson } from "@troupe/core";
import type { Pipeline, Returned } from "@troupe/sdk";
import type { Execute } from "../cluster/simulated-agent.ts";
import type { SimulatedCluster } from "../cluster/simulated-cluster.ts";
import type { StoredValues } from "./stored-values.ts";

/** Outputs of a run as a test writes them: what only a check or a gate can say of a value is left out. */
export type Left<Out> = Out extends object ? Partial<Returned<Out>> : Returned<Out>;

/** What the latest run of a pipeline handed out. */
export interface EarlierRun {
  readonly pipeline: string;
  readonly outputs: unknown;
}

/**
 * For `latest(pipeline)`: what that pipeline's latest run handed out, or the part of it that is read.
 *
 * @example
 * ```ts
 * await run(scoring, { latest: [ran(churn, { model: { accuracy: 0.9, trees: 50, file: fakeArtifact("joblib") } })] });
 * ```
 */
export function ran<Params, Out>(pipeline: Pipeline<Params, Out>, outputs: Left<Out>): EarlierRun {
  return { pipeline: pipeline.name, outputs };
}

/** In the spec's `uses`, the pipeline itself. */
const itself = "";

/** Throws if the pipeline triggers no run of it. */
export function checkTriggered(spec: PipelineSpec, triggered: readonly EarlierRun[]): void {
  const known = Object.values(spec.steps).flatMap(({ runs }) => (runs.kind === "trigger" ? [runs.pipeline] : []));
  const idle = triggered.find(({ pipeline }) => !known.includes(pipeline));
  if (idle !== undefined)
    throw new Error(`${spec.name} triggers no run of ${idle.pipeline}: leave its outputs out of run()`);
}

/** Throws if the pipeline does not read it, or not so. */
export function checkEarlier(spec: PipelineSpec, earlier: readonly EarlierRun[], values: StoredValues): void {
  for (const { pipeline, outputs } of earlier) {
    const isItself = pipeline === spec.name;
    const read = isItself ? "previous(…)" : `latest(${pipeline})`;
    const schema = spec.uses?.[isItself ? itself : pipeline];
    if (schema === undefined) throw new Error(`${spec.name} never calls ${read}: leave its outputs out of run()`);
    const [problem] = validateJson(schema, values.store(outputs), `the outputs for ${read}`);
    if (problem === undefined) continue;
    throw new Error(`${problem.field} ${problem.message}; ${problem.fix}`);
  }
}

const onlyStep = "hand-out";

export const handOut: Execute = async () => ({ exitClass: "success", output: null });

/** The id of a run that hands it out. */
export async function leaveOutputs(
  cluster: SimulatedCluster,
  earlier: EarlierRun,
  values: StoredValues,
): Promise<string> {
  await applyStandIn(cluster, earlier, values);
  return (await cluster.engine.runs.create({ pipeline: earlier.pipeline, params: {} })).header.runId;
}

/** A pipeline whose runs do nothing but hand it out, whatever they are given. */
export async function applyStandIn(
  cluster: SimulatedCluster,
  { pipeline, outputs }: EarlierRun,
  values: StoredValues,
): Promise<void> {
  const spec: PipelineSpec = {
    ...standIn(pipeline),
    outputs: { kind: "literal", value: values.store(outputs) as Json },
  };
  await cluster.engine.pipelines.apply(spec, null);
}

/** A pipeline that does nothing, whatever it is given. */
export function standIn(name: string): PipelineSpec {
  return {
    format: 1,
    name,
    params: { type: "object", additionalProperties: {} },
    steps: {
      [onlyStep]: {
        runs: { kind: "command", argv: ["true"] },
        input: { type: "object", properties: {}, additionalProperties: false },
        limits: { ...defaultLimits, resources: { millicpus: 0, memoryBytes: 0, gpus: 0, labels: {} } },
      },
    },
    nodes: [{ kind: "step", id: onlyStep, scope: [], step: onlyStep, input: {} }],
  };
}
