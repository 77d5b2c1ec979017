/** What is different between two versions of a pipeline, one sentence each. */
import type { PipelineSpec } from "@troupe/core";
import { canonicalJson } from "../canonical-json.ts";

/** `isOther`: the versions differ, so if the specs do not, the code does. */
export function specChanges(before: PipelineSpec, after: PipelineSpec, isOther: boolean): readonly string[] {
  const nodes = { before: byId(before), after: byId(after) };
  const changes = [
    ...[...nodes.after.keys()].filter((id) => !nodes.before.has(id)).map((id) => `${id} is new`),
    ...[...nodes.before.keys()].filter((id) => !nodes.after.has(id)).map((id) => `${id} is gone`),
    ...[...nodes.after]
      .filter(([id, node]) => nodes.before.has(id) && differ(nodes.before.get(id), node))
      .map(([id]) => `${id} is wired otherwise`),
    ...Object.keys(after.steps)
      .filter((name) => before.steps[name] !== undefined && differ(before.steps[name], after.steps[name]))
      .map((name) => `step ${name} is declared otherwise`),
    ...(differ(before.params, after.params) ? ["the params are declared otherwise"] : []),
    ...(differ(before.outputs ?? null, after.outputs ?? null) ? ["the outputs are other ones"] : []),
    ...(differ(before.schedule ?? null, after.schedule ?? null)
      ? [after.schedule === undefined ? "the schedule is gone" : "the schedule is another one"]
      : []),
    ...(before.timeoutMs !== after.timeoutMs
      ? [`the timeout is ${after.timeoutMs === undefined ? "none" : `${after.timeoutMs / 1000} s`}`]
      : []),
    ...(differ(before.overlap ?? null, after.overlap ?? null) ? ["overlapping runs are treated otherwise"] : []),
  ];
  return changes.length === 0 && isOther ? ["the code is other code"] : changes;
}

function byId(spec: PipelineSpec): Map<string, unknown> {
  return new Map(spec.nodes.map((node) => [node.id, node]));
}

function differ(a: unknown, b: unknown): boolean {
  return canonicalJson(a) !== canonicalJson(b);
}
