/** The rules of an attempt's life: what each input does in each state. Pure; an input that a state has no use for changes nothing. */
import { unreachable } from "@troupe/core";
import type { AttemptEffect, AttemptInput, AttemptState, Stop } from "./attempt-state.ts";
import { failed, type Outcome, stopped as stoppedOutcome } from "./outcome.ts";

export interface Transition {
  readonly state: AttemptState;
  readonly effects: readonly AttemptEffect[];
}

export function transition(state: AttemptState, input: AttemptInput): Transition {
  switch (input.type) {
    case "Granted":
      return granted(state);
    case "Prepared":
      return prepared(state);
    case "PreparationFailed":
      return state.status === "preparing" ? end(failed(input.failure)) : same(state);
    case "Refused":
      // Only what has not started: a late refusal of a repeated claim must not kill what a grant has started.
      return state.status === "preparing" || state.status === "prepared" ? drop() : same(state);
    case "Superseded":
      return superseded(state);
    case "CancelRequested":
      return stopped(state, { reason: "cancelled", message: input.message });
    case "AgentStopping":
      return stopped(state, { reason: "agent-stopping" });
    case "TimeIsUp":
      return state.status === "running" ? stopped(state, { reason: "timeout" }) : same(state);
    case "Stalled": {
      const { idleMs, isFinal } = input;
      return state.status === "running" ? stopped(state, { reason: "stalled", idleMs, isFinal }) : same(state);
    }
    case "RuleFired":
      return ruleFired(state, input);
    case "Started":
      return started(state);
    case "StartFailed":
      return startFailed(state, input);
    case "Exited":
      return exited(state, input);
    case "Finished":
      return finished(state, input);
    case "ResultAcknowledged":
      return state.status === "ended" ? close() : same(state);
    case "Shipped":
      return state.status === "closing" ? to({ status: "forgotten" }, { effect: "Forget" }) : same(state);
    default:
      return unreachable(input);
  }
}

function granted(state: AttemptState): Transition {
  if (state.status === "preparing") return to({ status: "preparing", granted: true });
  return state.status === "prepared" ? start() : same(state);
}

function prepared(state: AttemptState): Transition {
  if (state.status !== "preparing") return same(state);
  return state.granted ? start() : to({ status: "prepared" });
}

/** SAFETY: reached only with a grant in hand, from a state that is left for good. Nothing else starts an execution. */
function start(): Transition {
  return to({ status: "starting", stop: null }, { effect: "StartExecution" });
}

function started(state: AttemptState): Transition {
  if (state.status !== "starting") return same(state);
  const running = { status: "running", stop: state.stop } as const;
  return state.stop === null
    ? to(running, { effect: "ReportRunning" })
    : to(running, { effect: "StopExecution", stop: state.stop });
}

function startFailed(state: AttemptState, input: Extract<AttemptInput, { type: "StartFailed" }>): Transition {
  if (state.status !== "starting") return same(state);
  if (state.stop?.reason === "superseded") return close();
  return end(state.stop === null ? failed(input.failure) : stoppedOutcome(state.stop));
}

/** Ends it in whatever state it is. The first reason stands. */
function stopped(state: AttemptState, stop: Stop): Transition {
  switch (state.status) {
    case "preparing":
    case "prepared":
      return end(stoppedOutcome(stop), { effect: "AbortPreparation" });
    case "starting":
      return to({ status: "starting", stop: state.stop ?? stop });
    case "running":
      if (state.stop !== null) return same(state);
      return to({ status: "running", stop }, { effect: "StopExecution", stop });
    case "finishing":
      if (state.stop !== null) return same(state);
      return to(
        { status: "finishing", exit: state.exit, stop },
        { effect: "AbortCollecting" },
        { effect: "CollectOutcome", exit: state.exit, stop },
      );
    case "ended":
      // Whoever cancels what has ended has not heard of its result.
      return to(state, { effect: "ReportResult" });
    case "closing":
    case "forgotten":
      return same(state);
    default:
      return unreachable(state);
  }
}

/** Its last points may be read when it has ended already: then there is nothing to stop, but it may fail for them. */
function ruleFired(state: AttemptState, { firing }: Extract<AttemptInput, { type: "RuleFired" }>): Transition {
  const { action, message } = firing;
  const { status } = state;
  if (status !== "starting" && status !== "running" && status !== "finishing") return same(state);
  if (action === "mark") return to(state, { effect: "ReportNote" });
  if (status === "finishing" && action === "stop") return same(state);
  return stopped(state, { reason: "rule", action, message });
}

function superseded(state: AttemptState): Transition {
  const stop: Stop = { reason: "superseded" };
  switch (state.status) {
    case "preparing":
    case "prepared":
      return drop();
    case "starting":
      return to({ status: "starting", stop });
    case "running":
      return to({ status: "running", stop }, { effect: "StopExecution", stop });
    case "finishing":
      return close({ effect: "AbortCollecting" });
    case "ended":
      return close();
    case "closing":
    case "forgotten":
      return same(state);
    default:
      return unreachable(state);
  }
}

function exited(state: AttemptState, input: Extract<AttemptInput, { type: "Exited" }>): Transition {
  if (state.status !== "running") return same(state);
  if (state.stop?.reason === "superseded") return close();
  const { exit } = input;
  return to({ status: "finishing", exit, stop: state.stop }, { effect: "CollectOutcome", exit, stop: state.stop });
}

function finished(state: AttemptState, input: Extract<AttemptInput, { type: "Finished" }>): Transition {
  if (state.status !== "finishing") return same(state);
  return end(input.outcome);
}

function end(outcome: Outcome, ...first: AttemptEffect[]): Transition {
  return to({ status: "ended", outcome }, ...first, { effect: "ReportResult" });
}

/** Gives back what was prepared, without a word: it is not ours. */
function drop(): Transition {
  return close({ effect: "AbortPreparation" });
}

function close(...first: AttemptEffect[]): Transition {
  return to({ status: "closing" }, ...first, { effect: "ShipTheRest" });
}

function to(state: AttemptState, ...effects: AttemptEffect[]): Transition {
  return { state, effects };
}

function same(state: AttemptState): Transition {
  return { state, effects: [] };
}
