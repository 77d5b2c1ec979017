/** What a queued task of a run asks of placement. */
import type { Demand } from "../placement/demand.ts";
import { claimsOf } from "../placement/holds.ts";
import type { Limits, PipelineSpec, StepNode } from "../spec/pipeline-spec.ts";
import { evaluate } from "./evaluate.ts";
import { limitsOf } from "./limits.ts";
import { roundsOf, scopeOf, stepOf } from "./reading.ts";
import { requestOf } from "./request.ts";
import type { RunState } from "./run-state.ts";

/** Minutes of head start that every task of the run has. */
export function priorityOf({ header, plan }: Pick<RunState, "header" | "plan">): number {
  return header.priority ?? plan.spec.priority ?? 0;
}

export function demandOf(state: RunState, task: string): Demand {
  const limits = limitsOf(state, task);
  const request = requestOf(state, task);
  const { node } = stepOf(state, task);
  const isOfItsOwn =
    request !== limits.resources || node.concurrency !== undefined || state.plan.spec.maxParallel?.run !== undefined;
  return isOfItsOwn ? makeDemand(state, task, limits, request) : shared(state, task, node, limits);
}

function makeDemand(state: RunState, task: string, limits: Limits, request: Demand["request"]): Demand {
  const { spec } = state.plan;
  const { run, pipeline } = spec.maxParallel ?? {};
  const key = keyOf(state, task);
  const claims = claimsOf({
    pool: limits.pool,
    ...(key === undefined ? {} : { key }),
    ...(run === undefined ? {} : { run: { id: state.header.runId, limit: run } }),
    ...(pipeline === undefined ? {} : { pipeline: { name: spec.name, limit: pipeline } }),
  });
  const priority = priorityOf(state) + (limits.priority ?? 0);
  return { request, pipeline: spec.name, weight: spec.weight ?? 1, priority, claims };
}

const demands = new WeakMap<PipelineSpec, Map<string, Demand>>();

/** One for all tasks that are alike, in all runs of a version: a queue of 100,000 runs has it once. */
function shared(state: RunState, task: string, node: StepNode, limits: Limits): Demand {
  const { spec } = state.plan;
  const ofSpec = demands.get(spec) ?? new Map<string, Demand>();
  demands.set(spec, ofSpec);
  const name = `${node.id} ${priorityOf(state)}`;
  const known = ofSpec.get(name);
  if (known !== undefined) return known;
  const made = makeDemand(state, task, limits, limits.resources);
  // Priorities are as many as users make up.
  if (ofSpec.size > 100_000) ofSpec.clear();
  ofSpec.set(name, made);
  return made;
}

/** Undefined if the step has none, or what it is made of is absent. */
function keyOf(state: RunState, task: string): { readonly text: string; readonly limit: number } | undefined {
  const { node, planned, path } = stepOf(state, task);
  if (node.concurrency === undefined) return undefined;
  const value = evaluate(node.concurrency.key, scopeOf(state), roundsOf(planned, path));
  return value === undefined || value === null ? undefined : { text: String(value), limit: node.concurrency.limit };
}
