/** The attempts of a task whose logs or metrics somebody reads. */
import { type AttemptRecord, type RunState, runStatuses, TroupeError, taskStatuses } from "@troupe/core";

/** And whether there will be no more. Throws TASK_NOT_FOUND. */
export function attemptsOf(
  state: RunState,
  task: string,
): { readonly attempts: readonly AttemptRecord[]; readonly isOver: boolean } {
  const record = state.tasks.get(task);
  const isRunOver = runStatuses[state.header.status].terminal;
  if (record === undefined) {
    const node = task.replace(/(\[\d*\])+$/, "");
    if (state.plan.nodes.get(node)?.node.kind !== "step") throw taskNotFound(state, task);
  }
  return {
    attempts: record?.attempts ?? [],
    isOver: isRunOver || (record !== undefined && taskStatuses[record.state.status].terminal),
  };
}

export function taskNotFound(state: RunState, task: string): TroupeError {
  const steps = state.plan.steps.map((step) => step.id + "[…]".repeat(step.maps.length));
  return new TroupeError(
    `Run ${state.header.runId} has no task "${task}". Its tasks are ${steps.slice(0, 20).join(", ")}.`,
    { code: "TASK_NOT_FOUND", reaction: "reject", details: { runId: state.header.runId, task } },
  );
}
