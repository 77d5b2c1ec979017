/** What of a run may still start or go on, and what has to end. */
import { isExempt } from "./ending.ts";
import type { RunState } from "./run-state.ts";

/** Not in a run that is ending, nor a task that waits only for its attempt to end. */
export function mayStart(state: RunState, task: string): boolean {
  return !endsWithRun(state, task) && state.tasks.get(task)?.ending === undefined;
}

/** What agents have and should not have any more. */
export function unwantedTasks(state: RunState): readonly string[] {
  const { header, onAgents, ending } = state;
  return header.status === "cancelling" ? [...onAgents].filter((task) => endsWithRun(state, task)) : [...ending];
}

/** Whether the run is ending, and this task with it. */
export function endsWithRun(state: RunState, task: string): boolean {
  return state.header.status === "cancelling" && !isExempt(state, task);
}

export function goesOn({ header }: RunState): boolean {
  return header.status === "running" || header.status === "finalizing";
}
