/** Which failure is that of the run: the first that nothing forgives. */
import type { Failure } from "./exit.ts";
import { forgives, type Instance } from "./instances.ts";
import type { RunState } from "./run-state.ts";

/** What is forgiven is no failure of the run. */
export function noteFailure(state: RunState, name: string, task: string | null, failure: Failure): void {
  const instance = state.instances.get(name);
  if (state.header.failure !== null || (instance !== undefined && isForgiven(instance))) return;
  state.header = { ...state.header, failure: { task, failure } };
}

function isForgiven(instance: Instance): boolean {
  const { node } = instance.node;
  if ("mayFail" in node && node.mayFail === true) return true;
  const { owner } = instance.within;
  return owner !== null && (forgives(owner.node) || isForgiven(owner));
}
