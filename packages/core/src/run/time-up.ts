/** What becomes of tasks that have used up the time of all their attempts together. */
import type { Failure } from "./exit.ts";
import { limitsOf } from "./limits.ts";
import type { RunEventBody } from "./run-event.ts";
import { type RunState, taskStatuses } from "./run-state.ts";

/** What is with an agent is stopped there first: until its result is here, its room is not free. */
export function endOverdue(state: RunState, now: number): readonly RunEventBody[] {
  const events: RunEventBody[] = [];
  for (const task of state.due) {
    const record = state.tasks.get(task);
    if (record?.dueAt === undefined || now < record.dueAt) continue;
    const failure = timeIsUp(state, task);
    const current = record.attempts.at(-1);
    if (!taskStatuses[record.state.status].onAgent || current === undefined)
      events.push({ type: "TaskFailed", task, failure });
    else {
      const { number: attempt, agent } = current;
      events.push({
        type: "AttemptCancelRequested",
        task,
        attempt,
        agent,
        reason: failure.message,
        end: { status: "failed", failure },
      });
    }
  }
  return events;
}

/** When the time of the task that is over first is over; undefined if none has a limit. */
export function nextOverdue(state: RunState): number | undefined {
  let first: number | undefined;
  for (const task of state.due) {
    const { dueAt } = state.tasks.get(task) ?? {};
    if (dueAt !== undefined && (first === undefined || dueAt < first)) first = dueAt;
  }
  return first;
}

function timeIsUp(state: RunState, task: string): Failure {
  const seconds = (limitsOf(state, task).withinMs ?? 0) / 1000;
  const message = `its attempts took longer than ${seconds} s together`;
  return { exitClass: "timeout", code: "TASK_OUT_OF_TIME", message, final: true };
}
