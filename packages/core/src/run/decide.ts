/**
 * Every rule of a run: what may follow from an input, given the state. Yields events and changes nothing. Rules of more
 * than a line stand beside it, in a file each: advance, assignment, end-attempt, end-task, cancel-run, timer.
 *
 * Invariants: only the current attempt counts (anything about another one yields nothing); a task ends once; a run that
 * was asked to end starts nothing more; no attempt starts before its assignment and its grant are events.
 */
import { unreachable } from "../error.ts";
import { advance } from "./advance.ts";
import { heldBy, isUngranted, returnAssignment } from "./assignment.ts";
import { answerCache } from "./cached.ts";
import { cancelRun, mayCancel } from "./cancel-run.ts";
import { priorityOf } from "./demand-of.ts";
import { endAttempt, endWait, failAttempt, noteOf } from "./end-attempt.ts";
import { endTask } from "./end-task.ts";
import type { Failure } from "./exit.ts";
import { limitsOf } from "./limits.ts";
import { goesOn, mayStart } from "./may-start.ts";
import { agentDied } from "./quarantine.ts";
import { requestOf } from "./request.ts";
import type { RunEvent, RunEventBody } from "./run-event.ts";
import type { Moment, RunInput } from "./run-input.ts";
import { type RunState, runStatuses } from "./run-state.ts";
import { dueNow } from "./timer.ts";
import { answered, waitOf } from "./waiting.ts";

export function decide(state: RunState, input: RunInput, moment: Moment): readonly RunEvent[] {
  if (runStatuses[state.header.status].terminal) return [];
  return rule(state, input, moment).map((body) => ({ at: moment.now, ...timed(state, body, moment.now) }) as RunEvent);
}

/** The time of a task runs from when it is queued first, whatever becomes of its attempts. */
function timed(state: RunState, body: RunEventBody, now: number): RunEventBody {
  if (body.type !== "TaskQueued" || body.attempt !== 1) return body;
  const { withinMs } = limitsOf(state, body.task);
  return withinMs === undefined ? body : { ...body, dueAt: now + withinMs };
}

function rule(state: RunState, input: RunInput, moment: Moment): readonly RunEventBody[] {
  switch (input.type) {
    case "Advance":
      return advance(state, moment.now, moment.head);
    case "AssignTask": {
      const { task, attempt, agent, devices, claimed: granted } = input;
      const current = state.tasks.get(task)?.state;
      if (!mayStart(state, task) || current?.status !== "queued" || current.attempt !== attempt) return [];
      const { memoryBytes } = requestOf(state, task);
      const grown = memoryBytes === limitsOf(state, task).resources.memoryBytes ? {} : { memoryBytes };
      return [{ type: "TaskAssigned", task, attempt, agent, devices, granted, ...grown }];
    }
    case "ReturnAssignment": {
      const { task, attempt, agent, reason } = input;
      return heldBy(state, task, attempt, agent)?.status === "assigned"
        ? returnAssignment(state, { task, attempt, agent }, reason, moment.now)
        : [];
    }
    case "ClaimAttempt": {
      const { task, attempt, agent } = input;
      return mayStart(state, task) && isUngranted(state, task, attempt, agent)
        ? [{ type: "AttemptGranted", task, attempt, agent }]
        : [];
    }
    case "ReportRunning": {
      const { task, attempt, agent } = input;
      const current = heldBy(state, task, attempt, agent);
      return current?.status === "assigned" && current.granted ? [{ type: "AttemptStarted", task, attempt }] : [];
    }
    case "ReportNote": {
      const { task, attempt, agent } = input;
      return heldBy(state, task, attempt, agent) === undefined ? [] : noteOf(state, { task, attempt, agent }, input);
    }
    case "ReportResult":
      return heldBy(state, input.task, input.attempt, input.agent) === undefined
        ? []
        : endAttempt(state, input, moment);
    case "LoseAttempt": {
      const { task, attempt, agent, reason, how } = input;
      const current = heldBy(state, task, attempt, agent);
      if (current === undefined) return [];
      // Nothing of it can have started: no attempt is used up.
      if (current.status === "assigned" && (how === "never-started" || !current.granted))
        return returnAssignment(state, { task, attempt, agent }, reason, moment.now);
      const code = how === "agent-died" ? agentDied : "ATTEMPT_LOST";
      const failure: Failure = { exitClass: "lost", code, message: reason };
      return failAttempt(state, { task, attempt, agent }, failure, {}, moment);
    }
    case "AnswerCache":
      return answerCache(state, input.task, input.answer, moment.now);
    case "EndTask":
      return goesOn(state) ? endTask(state, input.task, input.as) : [];
    case "ReleaseRun":
      return state.header.status === "waiting" ? [{ type: "RunReleased", by: input.by }] : [];
    case "EndWait":
      return waitOf(state, input.task, input.attempt) === undefined ? [] : endWait(state, input, moment);
    case "AnswerApproval":
      return answered(state, input.task, input.answer, moment.now).flatMap((wait) => endWait(state, wait, moment));
    case "PrioritizeRun":
      return input.priority === priorityOf(state) ? [] : [{ type: "RunPrioritized", priority: input.priority }];
    case "CancelRun":
      return mayCancel(state, moment.now) ? cancelRun(state, input.reason, input.cause, input.by) : [];
    case "TimerFired":
      return dueNow(state, moment);
    default:
      return unreachable(input);
  }
}
