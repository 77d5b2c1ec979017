/** The limits of a task: what its call sets for itself, over what the step declares. */
import type { Limits } from "../spec/pipeline-spec.ts";
import { stepOf } from "./reading.ts";
import type { RunState } from "./run-state.ts";

export function limitsOf(state: RunState, task: string): Limits {
  const { node, declaration } = stepOf(state, task);
  return node.limits === undefined ? declaration.limits : { ...declaration.limits, ...node.limits };
}
