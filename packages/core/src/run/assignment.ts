/** The rules between an assignment and its attempt's start: who has it, what a claim is answered, how it is given back. */
import { reasonOf } from "./cancel-run.ts";
import { endedAs } from "./end-task.ts";
import { endsWithRun, mayStart } from "./may-start.ts";
import type { RunEventBody } from "./run-event.ts";
import type { RunState, TaskState } from "./run-state.ts";
import { returnsOf } from "./task-records.ts";

export interface Held {
  readonly task: string;
  readonly attempt: number;
  readonly agent: string;
}

/** The state of a task if exactly this attempt of it is with this agent. */
export function heldBy(
  state: RunState,
  task: string,
  attempt: number,
  agent: string,
): Extract<TaskState, { status: "assigned" | "running" }> | undefined {
  const record = state.tasks.get(task);
  if (record === undefined || (record.state.status !== "assigned" && record.state.status !== "running"))
    return undefined;
  return record.state.attempt === attempt && record.attempts.at(-1)?.agent === agent ? record.state : undefined;
}

export function isUngranted(state: RunState, task: string, attempt: number, agent: string): boolean {
  const current = heldBy(state, task, attempt, agent);
  return current?.status === "assigned" && !current.granted;
}

/** What the answer to a claim is, once everything decided so far is durable. Claims are repeated, so answers are too. */
export function answerToClaim(
  state: RunState,
  task: string,
  attempt: number,
  agent: string,
): "grant" | "refuse" | "undecided" {
  const current = heldBy(state, task, attempt, agent);
  if (current === undefined) return "refuse";
  if (current.status === "running" || current.granted) return "grant";
  return mayStart(state, task) ? "undecided" : "refuse";
}

/** Back into the queue; or, in a run that is ending, out of it. */
export function returnAssignment(state: RunState, key: Held, reason: string, now: number): RunEventBody[] {
  const delay = returnDelayMs(returnsOf(state, key.task));
  const returned: RunEventBody = {
    type: "AssignmentReturned",
    ...key,
    reason,
    until: delay === 0 ? null : now + delay,
  };
  if (endsWithRun(state, key.task))
    return [returned, { type: "TaskCancelled", task: key.task, reason: reasonOf(state) }];
  const ending = state.tasks.get(key.task)?.ending;
  return ending === undefined ? [returned] : [returned, endedAs(key.task, ending)];
}

/** The first time another agent may take it at once; after that, whatever is wrong gets time to mend. */
function returnDelayMs(returns: number): number {
  return returns === 0 ? 0 : Math.min(30_000, 250 * 2 ** returns);
}
