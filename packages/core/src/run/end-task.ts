/** Ending one task, whatever its attempts come to: a person's word, its own time. */
import { unreachable } from "../error.ts";
import type { RunEventBody, TaskEnd } from "./run-event.ts";
import type { RunState } from "./run-state.ts";

/** At once if no agent has it, else when its attempt has ended. What has ended already stays as it is. */
export function endTask(state: RunState, task: string, as: TaskEnd): readonly RunEventBody[] {
  const instance = state.instances.get(task);
  if (instance?.node.node.kind !== "step" || instance.settled !== null) return [];
  const current = state.onAgents.has(task) ? state.tasks.get(task)?.attempts.at(-1) : undefined;
  if (current === undefined) return [endedAs(task, as)];
  const { number: attempt, agent } = current;
  return [{ type: "AttemptCancelRequested", task, attempt, agent, reason: endReason(as), end: as }];
}

/** What an attempt is told that ends because its task does. */
export function endReason(end: TaskEnd): string {
  switch (end.status) {
    case "cancelled":
      return end.reason;
    case "succeeded":
      return "somebody gave the task another result";
    case "failed":
      return end.failure.message;
    default:
      return unreachable(end);
  }
}

export function endedAs(task: string, end: TaskEnd): RunEventBody {
  switch (end.status) {
    case "cancelled":
      return { type: "TaskCancelled", task, reason: end.reason };
    case "succeeded":
      return { type: "TaskMarked", task, output: end.output, origin: end.origin };
    case "failed":
      return { type: "TaskFailed", task, failure: end.failure };
    default:
      return unreachable(end);
  }
}
