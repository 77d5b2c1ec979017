/**
 * The rules of steps that wait. A wait begins when all that the step needs is there, and ends with its answer, the time,
 * its own deadline, or its run.
 */
import { invariant, unreachable } from "../error.ts";
import type { JsonObject } from "../json.ts";
import { isWaiting, type WaitExecutable, type WaitingExecutable } from "../spec/waiting.ts";
import { type ApprovalAnswer, checkAnswer, endOfApproval, verdictOf } from "./approval.ts";
import type { Failure } from "./exit.ts";
import { limitsOf } from "./limits.ts";
import { inputsOf, stepOf } from "./reading.ts";
import type { RunEventBody } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { nextTimeOfDay } from "./time-of-day.ts";
import type { WaitEnd, WaitingOn } from "./waiting-on.ts";

export interface EndedWait {
  readonly task: string;
  readonly attempt: number;
  /** With `on`, it goes on. */
  readonly end: WaitEnd | { readonly on: WaitingOn };
}

/** What an attempt begins with: a place in the queue, or a wait. */
export function begin(state: RunState, task: string, attempt: number, now: number): RunEventBody {
  const { runs } = stepOf(state, task).declaration;
  if (!isWaiting(runs)) return { type: "TaskQueued", task, attempt };
  const { timeoutMs } = limitsOf(state, task);
  const what = subjectOf(runs, inputsOf(state, task), now);
  if ("failure" in what) return { type: "TaskFailed", task, failure: what.failure };
  return {
    type: "TaskWaiting",
    task,
    attempt,
    on: { deadline: timeoutMs === undefined ? null : now + timeoutMs, ...what },
  };
}

type Subject = WaitingOn extends infer On ? (On extends unknown ? Omit<On, "deadline"> : never) : never;

/** Longer questions are cut: a record is small, and the inputs have all of it. */
const askLimit = 1000;

function subjectOf(runs: WaitingExecutable, inputs: JsonObject, now: number): Subject | { readonly failure: Failure } {
  switch (runs.kind) {
    case "wait":
      return timeOf(runs, inputs, now);
    case "approval": {
      const ask = typeof inputs.ask === "string" ? inputs.ask.slice(0, askLimit) : "";
      return { kind: "approval", ask, ...(runs.approvers && { approvers: runs.approvers }) };
    }
    case "trigger":
      return { kind: "run", pipeline: runs.pipeline, wait: runs.wait, runId: null };
    default:
      return unreachable(runs);
  }
}

function timeOf(
  { for: subject }: WaitExecutable,
  inputs: JsonObject,
  now: number,
): Subject | { readonly failure: Failure } {
  switch (subject.kind) {
    case "duration":
      return { kind: "time", until: now + subject.ms };
    case "instant": {
      const until = typeof inputs.until === "string" ? Date.parse(inputs.until) : Number.NaN;
      return Number.isNaN(until) ? invalid(`${JSON.stringify(inputs.until)} is no instant`) : { kind: "time", until };
    }
    case "time-of-day": {
      const until = nextTimeOfDay(subject.at, subject.zone, now);
      return until === undefined ? invalid(`there is no ${subject.at} in ${subject.zone}`) : { kind: "time", until };
    }
    case "dataset": {
      const { newerThan = 0 } = inputs;
      return typeof newerThan === "number"
        ? { kind: "dataset", dataset: subject.dataset, newerThan }
        : invalid(`${JSON.stringify(newerThan)} is no number of a revision`);
    }
    default:
      return unreachable(subject);
  }
}

function invalid(message: string): { readonly failure: Failure } {
  return { failure: { exitClass: "failure", code: "WAIT_INVALID", message, final: true } };
}

/** The waits that the time ends. */
export function dueWaits(state: RunState, now: number): readonly EndedWait[] {
  return state.waiting.due(now).flatMap((task) => {
    const current = waitOf(state, task);
    return current === undefined ? [] : [{ task, attempt: current.attempt, end: endAt(state, task, current.on, now) }];
  });
}

function endAt(state: RunState, task: string, on: WaitingOn, now: number): EndedWait["end"] {
  const at = new Date(now).toISOString();
  if (on.kind === "time" && on.until <= now) return { output: { value: { outcome: "ready", at } } };
  const { runs } = stepOf(state, task).declaration;
  const seconds = (limitsOf(state, task).timeoutMs ?? 0) / 1000;
  if (runs.kind === "approval" && runs.default !== undefined) {
    const decision = runs.default === "approve" ? "approved" : "rejected";
    return endOfApproval(
      runs,
      verdictOf({ decision, by: null, claimed: false, reason: "nobody answered in time" }, now),
    );
  }
  if (runs.kind === "wait" && runs.onTimeout === "go-on") return { output: { value: { outcome: "timed-out", at } } };
  if (on.kind === "run" && on.wait) return { on: { ...on, ending: "timeout" } };
  return { failure: timedOut(`it has waited ${seconds} s, and may wait no longer`) };
}

export function timedOut(message: string): Failure {
  return { exitClass: "timeout", code: "WAIT_TIMED_OUT", message };
}

/** If the answer counts: whoever gave it is told by `checkAnswer` if it does not. */
export function answered(state: RunState, task: string, answer: ApprovalAnswer, now: number): readonly EndedWait[] {
  const current = waitOf(state, task);
  if (current === undefined || checkAnswer(state, task, answer) !== "open") return [];
  const { runs } = stepOf(state, task).declaration;
  invariant(runs.kind === "approval", `${task} is an approval`);
  return [{ task, attempt: current.attempt, end: endOfApproval(runs, verdictOf(answer, now)) }];
}

/** What is ending waits for nothing more, but for a run that it has asked for: that ends first. */
export function cancelWait(state: RunState, task: string, reason: string): RunEventBody {
  const current = waitOf(state, task);
  invariant(current !== undefined, `${task} waits`);
  const { attempt, on } = current;
  return on.kind === "run" && on.wait
    ? { type: "TaskWaiting", task, attempt, on: { ...on, ending: "cancelled" } }
    : { type: "TaskCancelled", task, reason };
}

/** The state of a task that waits, if exactly this attempt of it does. */
export function waitOf(state: RunState, task: string, attempt?: number) {
  const current = state.tasks.get(task)?.state;
  return current?.status === "waiting" && (attempt === undefined || current.attempt === attempt) ? current : undefined;
}
