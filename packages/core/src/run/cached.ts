/**
 * Tasks of which the result may be known already. Before such a task is queued somebody has to look: until the answer
 * comes it stays as it is, pending, and nothing is written. Whoever restores the run asks again.
 */
import type { Instance } from "./instances.ts";
import { declarationOf } from "./reading.ts";
import type { RunEventBody } from "./run-event.ts";
import type { CacheAnswer } from "./run-input.ts";
import type { RunState } from "./run-state.ts";
import { begin } from "./waiting.ts";

/** What stands in for a result that a rerun makes anew: nobody looks for an older one. */
export const anew = "anew";

export function asksCache(state: RunState, { name, node: { node } }: Instance): boolean {
  return (
    node.kind === "step" &&
    state.header.status === "running" &&
    node.cache !== false &&
    !state.header.skipsCache &&
    state.kept.get(name) !== anew &&
    declarationOf(state, node).cache !== undefined
  );
}

/** Tasks that wait for an answer: their turn has come, and all that they need is there. */
export function cacheQuestions(state: RunState): readonly string[] {
  if (state.header.status !== "running") return [];
  return [...state.instances.ready].filter((instance) => asksCache(state, instance)).map(({ name }) => name);
}

/** Nothing for a task that was not asked for, or not any more. */
export function answerCache(state: RunState, task: string, answer: CacheAnswer, now: number): readonly RunEventBody[] {
  const instance = state.instances.get(task);
  if (state.header.status !== "running" || instance === undefined || !state.instances.ready.has(instance)) return [];
  if ("hit" in answer) return [{ type: "TaskReused", task, ...answer.hit }];
  const begun = begin(state, task, 1, now);
  return [begun.type === "TaskQueued" ? { ...begun, uncached: answer.miss } : begun];
}
