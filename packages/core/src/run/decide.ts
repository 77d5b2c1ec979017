/**
 * Every rule of a run: what may follow from an input, given the state. Yields events and changes nothing.
 *
 * Invariants: only the current attempt counts (anything about another one yields nothing); a task ends once; a run that
 * was asked to end starts nothing more; no attempt starts before its assignment and its grant are events.
 */
import { invariant, unreachable } from "../error.ts";
import { isObject, type Json } from "../json.ts";
import { validateJson } from "../schema/validate-json.ts";
import type { StepDeclaration } from "../spec/pipeline-spec.ts";
import { advance } from "./advance.ts";
import { returnsOf } from "./apply.ts";
import { answerCache } from "./cached.ts";
import { priorityOf } from "./demand-of.ts";
import { isExempt } from "./ending.ts";
import type { Failure } from "./exit.ts";
import { limitsOf } from "./limits.ts";
import { agentDied, quarantineOf } from "./quarantine.ts";
import { stepOf } from "./reading.ts";
import { requestOf } from "./request.ts";
import { retryDelay } from "./retry.ts";
import type { CancelCause, RunEvent, RunEventBody, TaskEnd } from "./run-event.ts";
import type { AttemptNote, AttemptOutcome, Moment, RunInput } from "./run-input.ts";
import { type RunState, runStatuses, type TaskState } from "./run-state.ts";
import { cancelTask, finalizersUntil, overdueFinalizers, stoppedAround, stopReason } from "./stop.ts";
import { endOverdue, nextOverdue } from "./time-up.ts";
import { answered, begin, dueWaits, type EndedWait, waitOf } from "./waiting.ts";
import { nobody } from "./waiting-on.ts";

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
      return held(state, task, attempt, agent)?.status === "assigned"
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
      const current = held(state, task, attempt, agent);
      return current?.status === "assigned" && current.granted ? [{ type: "AttemptStarted", task, attempt }] : [];
    }
    case "ReportNote": {
      const { task, attempt, agent } = input;
      return held(state, task, attempt, agent) === undefined ? [] : noted(state, { task, attempt, agent }, input);
    }
    case "ReportResult":
      return held(state, input.task, input.attempt, input.agent) === undefined ? [] : finish(state, input, moment);
    case "LoseAttempt": {
      const { task, attempt, agent, reason, how } = input;
      const current = held(state, task, attempt, agent);
      if (current === undefined) return [];
      // Nothing of it can have started: no attempt is used up.
      if (current.status === "assigned" && (how === "never-started" || !current.granted))
        return returnAssignment(state, { task, attempt, agent }, reason, moment.now);
      const code = how === "agent-died" ? agentDied : "ATTEMPT_LOST";
      const failure: Failure = { exitClass: "lost", code, message: reason };
      return fail(state, { task, attempt, agent }, failure, {}, moment);
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
      return mayCancel(state, moment.now) ? cancel(state, input.reason, input.cause, input.by) : [];
    case "TimerFired":
      return timer(state, moment);
    default:
      return unreachable(input);
  }
}

/** The state of a task if exactly this attempt of it is with this agent. */
function held(
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

function isUngranted(state: RunState, task: string, attempt: number, agent: string): boolean {
  const current = held(state, task, attempt, agent);
  return current?.status === "assigned" && !current.granted;
}

/** What the answer to a claim is, once everything decided so far is durable. Claims are repeated, so answers are too. */
export function answerToClaim(
  state: RunState,
  task: string,
  attempt: number,
  agent: string,
): "grant" | "refuse" | "undecided" {
  const current = held(state, task, attempt, agent);
  if (current === undefined) return "refuse";
  if (current.status === "running" || current.granted) return "grant";
  return mayStart(state, task) ? "undecided" : "refuse";
}

/** Not in a run that is ending, nor a task that waits only for its attempt to end. */
export function mayStart(state: RunState, task: string): boolean {
  return !isEnded(state, task) && state.tasks.get(task)?.ending === undefined;
}

/** What agents have and should not have any more. */
export function unwantedTasks(state: RunState): readonly string[] {
  const { header, onAgents, ending } = state;
  return header.status === "cancelling" ? [...onAgents].filter((task) => isEnded(state, task)) : [...ending];
}

/** Whether the run is ending, and this task with it. */
function isEnded(state: RunState, task: string): boolean {
  return state.header.status === "cancelling" && !isExempt(state, task);
}

function goesOn({ header }: RunState): boolean {
  return header.status === "running" || header.status === "finalizing";
}

/** Back into the queue; or, in a run that is ending, out of it. */
function returnAssignment(state: RunState, key: Held, reason: string, now: number): RunEventBody[] {
  const delay = returnDelayMs(returnsOf(state, key.task));
  const returned: RunEventBody = {
    type: "AssignmentReturned",
    ...key,
    reason,
    until: delay === 0 ? null : now + delay,
  };
  if (isEnded(state, key.task)) return [returned, { type: "TaskCancelled", task: key.task, reason: reasonOf(state) }];
  const ending = state.tasks.get(key.task)?.ending;
  return ending === undefined ? [returned] : [returned, ended(key.task, ending)];
}

/** The first time another agent may take it at once; after that, whatever is wrong gets time to mend. */
function returnDelayMs(returns: number): number {
  return returns === 0 ? 0 : Math.min(30_000, 250 * 2 ** returns);
}

function finish(
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
  const before = noted(state, key, result);
  const failure =
    result.exitClass === "success"
      ? objection(stepOf(state, task).declaration, result)
      : (result as Extract<AttemptOutcome, { failure: Failure }>).failure;
  if (failure !== undefined && isWaitOver(state, task, failure)) {
    const output = { value: { outcome: "timed-out", at: new Date(moment.now).toISOString() } };
    return [...before, { type: "TaskSucceeded", task, attempt, agent, output, ...extras }];
  }
  if (failure !== undefined) return [...before, ...fail(state, key, failure, extras, moment)];
  invariant(result.exitClass === "success", "no failure means success");
  const { declaration } = stepOf(state, task);
  // A check's output is its subject, which is kept where it was made.
  const output = declaration.role === "check" || declaration.output === undefined ? null : result.output;
  const ending = state.tasks.get(task)?.ending;
  // A result that came before the stop counts, unless a person has said what the result is.
  if (ending?.status === "succeeded") return [...before, replaced(key, extras), ended(task, ending)];
  return [...before, { type: "TaskSucceeded", task, attempt, agent, output, ...extras }];
}

/** A wait whose deadline is no failure. */
function isWaitOver(state: RunState, task: string, { exitClass }: Failure): boolean {
  const { runs } = stepOf(state, task).declaration;
  return runs.kind === "poll" && runs.onTimeout === "go-on" && exitClass === "timeout" && mayStart(state, task);
}

/** Not what is known already: it is said more than once. */
function noted(state: RunState, key: Held, { checkpoint, fired = [] }: AttemptNote): readonly RunEventBody[] {
  const { attempts = [], checkpoint: last } = state.tasks.get(key.task) ?? {};
  const known = attempts.at(-1)?.fired ?? [];
  const firings = fired.filter(({ rule }) => !known.some((each) => each.rule === rule));
  const isKnown = last?.digest === checkpoint?.digest && last?.step === checkpoint?.step;
  return [
    ...firings.map((firing) => ({ type: "MetricRuleFired" as const, ...key, firing })),
    ...(checkpoint === undefined || isKnown ? [] : [{ type: "CheckpointSaved" as const, ...key, checkpoint }]),
  ];
}

/** Why a result that calls itself a success is none. */
function objection(
  declaration: StepDeclaration,
  result: Extract<AttemptOutcome, { exitClass: "success" }>,
): Failure | undefined {
  const value = result.output?.value;
  if (declaration.role === "check") return verdict(value);
  if (declaration.output === undefined) return undefined;
  const problems = validateJson(declaration.output, value, "output");
  if (problems.length === 0) return undefined;
  const message = `the output breaks its schema: ${problems.map((each) => `${each.field} ${each.message}; ${each.fix}`).join(". ")}`;
  return { exitClass: "failure", code: "TASK_OUTPUT_INVALID", message };
}

function verdict(value: Json | undefined): Failure | undefined {
  if (!isObject(value) || typeof value.passed !== "boolean")
    return { exitClass: "failure", code: "TASK_OUTPUT_INVALID", message: "a check yields {passed, problems}" };
  if (value.passed) return undefined;
  const problems = Array.isArray(value.problems) ? value.problems.map(String) : [];
  // Final: the same data would fail again.
  return {
    exitClass: "failure",
    code: "CHECK_FAILED",
    message: problems.join("; ") || "the check said no",
    final: true,
  };
}

interface Held {
  readonly task: string;
  readonly attempt: number;
  readonly agent: string;
}

function fail(state: RunState, key: Held, failure: Failure, extras: object, moment: Moment): readonly RunEventBody[] {
  const failed: RunEventBody = { type: "AttemptFailed", ...key, failure, ...extras };
  const { attempts = [], ending, dueAt } = state.tasks.get(key.task) ?? {};
  const isEnding = isEnded(state, key.task);
  const stopped = isEnding ? undefined : stoppedAround(state, key.task);
  if (stopped !== undefined)
    return [failed, ended(key.task, ending ?? { status: "cancelled", reason: stopReason(stopped) })];
  if (!isEnding && ending !== undefined) return [failed, ended(key.task, ending)];
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

/** At once if no agent has it, else when its attempt has ended. What has ended already stays as it is. */
function endTask(state: RunState, task: string, as: TaskEnd): readonly RunEventBody[] {
  const instance = state.instances.get(task);
  if (instance?.node.node.kind !== "step" || instance.settled !== null) return [];
  const current = state.onAgents.has(task) ? state.tasks.get(task)?.attempts.at(-1) : undefined;
  if (current === undefined) return [ended(task, as)];
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

function ended(task: string, end: TaskEnd): RunEventBody {
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

/** A wait that has ended, as an attempt that has: what may follow is the same. */
function endWait(state: RunState, { task, attempt, end }: EndedWait, moment: Moment): readonly RunEventBody[] {
  if ("on" in end) return [{ type: "TaskWaiting", task, attempt, on: end.on }];
  if ("runId" in end) return runKnown(state, task, end.runId);
  const { output } = stepOf(state, task).declaration;
  const result = "output" in end ? { exitClass: "success" as const, output: end.output } : undefined;
  const failure = "failure" in end ? end.failure : result && objection(stepOf(state, task).declaration, result);
  if (failure !== undefined) return fail(state, { task, attempt, agent: nobody }, failure, {}, moment);
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

function reasonOf(state: RunState): string {
  return state.header.cancel?.reason ?? "the attempt was cancelled";
}

/** A client that hears nothing asks again: that is not a second wish. */
const repetitionMs = 10_000;

/** Once to end the run, and once more to end what runs in spite of that. */
function mayCancel({ header }: RunState, now: number): boolean {
  return header.cancel === null || (header.cancel.final !== true && now - header.cancel.at > repetitionMs);
}

function cancel(state: RunState, reason: string, cause: CancelCause, by?: string): readonly RunEventBody[] {
  const isFinal = state.header.cancel !== null || state.header.status === "finalizing";
  const tasks = [...state.queued, ...state.backingOff, ...state.waiting, ...state.onAgents];
  const how = { ...(by !== undefined && { by }), ...(isFinal && { final: true as const }) };
  const requested: RunEventBody = { type: "RunCancelRequested", reason, cause, ...how };
  const ended = tasks.filter((task) => isFinal || !isExempt(state, task));
  return [requested, ...ended.flatMap((task) => cancelTask(state, task, reason))];
}

function timer(state: RunState, moment: Moment): readonly RunEventBody[] {
  const { now } = moment;
  const deadline = deadlineOf(state);
  if (deadline !== undefined && now >= deadline && state.header.status === "running") {
    return cancel(state, `the run took longer than ${(state.plan.spec.timeoutMs ?? 0) / 1000} s`, "timeout");
  }
  const events: RunEventBody[] = goesOn(state) ? [...endOverdue(state, now), ...overdueFinalizers(state, now)] : [];
  events.push(...dueWaits(state, now).flatMap((wait) => endWait(state, wait, moment)));
  for (const task of state.backingOff) {
    const { state: current, dueAt = Number.POSITIVE_INFINITY } = state.tasks.get(task) ?? {};
    if (now < dueAt && current?.status === "backing-off" && isDue(state, task, current.until, now))
      events.push(begin(state, task, current.attempt, now));
  }
  return events;
}

/** Farther away than any backoff: the clock was set back while nobody led, and how long ago that was cannot be told. */
function isDue(state: RunState, task: string, until: number, now: number): boolean {
  return now >= until || until - now > limitsOf(state, task).retries.backoff.maxMs;
}

function deadlineOf(state: RunState): number | undefined {
  const { createdAt, releasedAt = createdAt } = state.header;
  return state.plan.spec.timeoutMs === undefined ? undefined : releasedAt + state.plan.spec.timeoutMs;
}

/** When the run wants to hear of the time again; undefined if it does not. */
export function nextWake(state: RunState): number | undefined {
  if (runStatuses[state.header.status].terminal) return undefined;
  const deadline = state.header.status === "running" ? deadlineOf(state) : finalizersUntil(state);
  const ends = goesOn(state) ? earlier(deadline, nextOverdue(state)) : undefined;
  let wake = earlier(ends, state.waiting.next);
  for (const task of state.backingOff) {
    const current = state.tasks.get(task)?.state;
    if (current?.status === "backing-off") wake = earlier(wake, current.until);
  }
  return wake;
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
