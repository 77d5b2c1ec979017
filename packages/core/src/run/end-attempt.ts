/** What follows from the end of an attempt, or of a wait: its result counts, another attempt is made, or the task ends. */
import { invariant } from "../error.ts";
import type { Held } from "./assignment.ts";
import { reasonOf } from "./cancel-run.ts";
import { endedAs } from "./end-task.ts";
import type { Failure } from "./exit.ts";
import { limitsOf } from "./limits.ts";
import { endsWithRun, mayStart } from "./may-start.ts";
import { objection } from "./objection.ts";
import { quarantineOf } from "./quarantine.ts";
import { stepOf } from "./reading.ts";
import { retryDelay } from "./retry.ts";
import type { RunEventBody } from "./run-event.ts";
import type { AttemptNote, AttemptOutcome, Moment, RunInput } from "./run-input.ts";
import type { RunState } from "./run-state.ts";
import { stoppedAround, stopReason } from "./stop.ts";
import { begin, type EndedWait, waitOf } from "./waiting.ts";
import { nobody } from "./waiting-on.ts";

export function endAttempt(
  state: RunState,
  input: Extract<RunInput, { type: "ReportResult" }>,
  moment: Moment,
): readonly RunEventBody[] {
  const { task, attempt, agent, result } = input;
  const extras = {
    ...(result.phases === undefined ? {} : { phases: result.phases }),
    ...(result.lengths === undefined ? {} : { lengths: result.lengths }),
  };
  const key = { task, attempt, agent };
  const before = noteOf(state, key, result);
  const failure =
    result.exitClass === "success"
      ? objection(stepOf(state, task).declaration, result)
      : (result as Extract<AttemptOutcome, { failure: Failure }>).failure;
  if (failure !== undefined && isWaitOver(state, task, failure)) {
    const output = { value: { outcome: "timed-out", at: new Date(moment.now).toISOString() } };
    return [...before, { type: "TaskSucceeded", task, attempt, agent, output, ...extras }];
  }
  if (failure !== undefined) return [...before, ...failAttempt(state, key, failure, extras, moment)];
  invariant(result.exitClass === "success", "no failure means success");
  const { declaration } = stepOf(state, task);
  // A check's output is its subject, which is kept where it was made.
  const output = declaration.role === "check" || declaration.output === undefined ? null : result.output;
  const ending = state.tasks.get(task)?.ending;
  // A result that came before the stop counts, unless a person has said what the result is.
  if (ending?.status === "succeeded") return [...before, replaced(key, extras), endedAs(task, ending)];
  return [...before, { type: "TaskSucceeded", task, attempt, agent, output, ...extras }];
}

/** A wait whose deadline is no failure. */
function isWaitOver(state: RunState, task: string, { exitClass }: Failure): boolean {
  const { runs } = stepOf(state, task).declaration;
  return runs.kind === "poll" && runs.onTimeout === "go-on" && exitClass === "timeout" && mayStart(state, task);
}

/** Not what is known already: it is said more than once. */
export function noteOf(state: RunState, key: Held, { checkpoint, fired = [] }: AttemptNote): readonly RunEventBody[] {
  const { attempts = [], checkpoint: last } = state.tasks.get(key.task) ?? {};
  const known = attempts.at(-1)?.fired ?? [];
  const firings = fired.filter(({ rule }) => !known.some((each) => each.rule === rule));
  const isKnown = last?.digest === checkpoint?.digest && last?.step === checkpoint?.step;
  return [
    ...firings.map((firing) => ({ type: "MetricRuleFired" as const, ...key, firing })),
    ...(checkpoint === undefined || isKnown ? [] : [{ type: "CheckpointSaved" as const, ...key, checkpoint }]),
  ];
}

export function failAttempt(
  state: RunState,
  key: Held,
  failure: Failure,
  extras: object,
  moment: Moment,
): readonly RunEventBody[] {
  const failed: RunEventBody = { type: "AttemptFailed", ...key, failure, ...extras };
  const { attempts = [], ending, dueAt } = state.tasks.get(key.task) ?? {};
  const isEnding = endsWithRun(state, key.task);
  const stopped = isEnding ? undefined : stoppedAround(state, key.task);
  if (stopped !== undefined)
    return [failed, endedAs(key.task, ending ?? { status: "cancelled", reason: stopReason(stopped) })];
  if (!isEnding && ending !== undefined) return [failed, endedAs(key.task, ending)];
  if (isEnding || failure.exitClass === "cancelled") {
    return [failed, { type: "TaskCancelled", task: key.task, reason: reasonOf(state) }];
  }
  const counted = attempts.map((attempt, index) =>
    index === attempts.length - 1 ? { ...attempt, exitClass: failure.exitClass } : attempt,
  );
  const { retries } = limitsOf(state, key.task);
  const quarantine = quarantineOf(retries, attempts, failure);
  if (quarantine !== undefined) return [failed, { type: "TaskFailed", task: key.task, failure: quarantine }];
  const delay = retryDelay(retries, counted, failure, moment.random);
  // Nor if it could only begin when the time of the task is over.
  const isTooLate = delay !== undefined && dueAt !== undefined && moment.now + delay >= dueAt;
  if (delay === undefined || isTooLate) return [failed, { type: "TaskFailed", task: key.task, failure }];
  const attempt = key.attempt + 1;
  return [
    failed,
    delay === 0
      ? begin(state, key.task, attempt, moment.now)
      : { type: "TaskRetryScheduled", task: key.task, attempt, until: moment.now + delay },
  ];
}

/** The attempt has ended, and its result does not count. */
function replaced(key: Held, extras: object): RunEventBody {
  const failure: Failure = {
    exitClass: "cancelled",
    code: "ATTEMPT_REPLACED",
    message: "somebody gave the task another result",
  };
  return { type: "AttemptFailed", ...key, failure, ...extras };
}

/** A wait that has ended, as an attempt that has: what may follow is the same. */
export function endWait(state: RunState, { task, attempt, end }: EndedWait, moment: Moment): readonly RunEventBody[] {
  if ("on" in end) return [{ type: "TaskWaiting", task, attempt, on: end.on }];
  if ("runId" in end) return runKnown(state, task, end.runId);
  const { output } = stepOf(state, task).declaration;
  const result = "output" in end ? { exitClass: "success" as const, output: end.output } : undefined;
  const failure = "failure" in end ? end.failure : result && objection(stepOf(state, task).declaration, result);
  if (failure !== undefined) return failAttempt(state, { task, attempt, agent: nobody }, failure, {}, moment);
  return [
    {
      type: "TaskSucceeded",
      task,
      attempt,
      agent: nobody,
      output: output === undefined ? null : (result?.output ?? null),
    },
  ];
}

function runKnown(state: RunState, task: string, runId: string): readonly RunEventBody[] {
  const current = waitOf(state, task);
  if (current?.on.kind !== "run" || current.on.runId === runId) return [];
  return [{ type: "TaskWaiting", task, attempt: current.attempt, on: { ...current.on, runId } }];
}
