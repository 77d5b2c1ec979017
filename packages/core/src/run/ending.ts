/** How a run comes to its end: what it came to, its finalizers, and the last event. */
import { numbered, publicationsOf } from "../datasets/publications.ts";
import { TroupeError } from "../error.ts";
import type { Json } from "../json.ts";
import { evaluate, type Scope } from "./evaluate.ts";
import type { Failure } from "./exit.ts";
import { runsAlways } from "./instances.ts";
import { scopeOf } from "./reading.ts";
import type { RunEventBody, RunOutcome } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { countTasks } from "./task-counts.ts";

/** A run that is ending waits for what is under way, and for nothing else. */
export function endIfIdle(state: RunState, now: number): readonly RunEventBody[] {
  // What runs always does so here too; of what was queued nothing else is left.
  const isIdle = state.onAgents.size === 0 && state.waiting.size === 0 && !hasExempt(state);
  if (!isIdle) return [];
  const { finalizing, cancel } = state.header;
  if (finalizing != null) return [last(state, scopeOf(state), finalizing.outcome, true)];
  const outcome = cancel?.cause === "timeout" ? "timed-out" : "cancelled";
  const hasMore = state.plan.hasAlways || state.plan.finalizers.nodes.length > 0;
  return [hasMore ? finalize(state, outcome, now) : last(state, scopeOf(state), outcome, false)];
}

/** Everything is done. */
export function ending(state: RunState, scope: Scope, now: number, head: (dataset: string) => number): RunEventBody {
  const { finalizing } = state.header;
  if (finalizing != null) return last(state, scope, finalizing.outcome, false, head);
  const outcome = state.instances.outcome === "succeeded" ? "succeeded" : "failed";
  return state.plan.finalizers.nodes.length > 0
    ? finalize(state, outcome, now)
    : last(state, scope, outcome, false, head);
}

/** Whether a task is left alone when the run is asked to end: until that is asked again. */
export function isExempt(state: RunState, task: string): boolean {
  if (state.header.cancel?.final === true || !state.plan.hasAlways) return false;
  const instance = state.instances.get(task);
  return instance !== undefined && runsAlways(instance);
}

function hasExempt(state: RunState): boolean {
  if (!state.plan.hasAlways) return false;
  return [state.queued, state.backingOff].some((tasks) => [...tasks].some((task) => isExempt(state, task)));
}

function finalize(state: RunState, outcome: RunOutcome, now: number): RunEventBody {
  const times = state.plan.finalizers.nodes.flatMap(({ node }) => (node.kind === "finalizer" ? [node.timeoutMs] : []));
  return { type: "RunFinalizing", outcome, until: times.length === 0 ? null : now + Math.min(...times) };
}

function last(
  state: RunState,
  scope: Scope,
  outcome: RunOutcome,
  isCut: boolean,
  head: (dataset: string) => number = () => 0,
): RunEventBody {
  const tasks = countTasks(state, true);
  const { cancel, failure } = state.header;
  const cleanUp = state.instances.outcomeOfFinalizers;
  switch (outcome) {
    case "succeeded":
      if (isCut) return { type: "RunCancelled", reason: cancel?.reason ?? "", tasks };
      if (cleanUp !== "succeeded")
        return { type: "RunFailed", task: failure?.task ?? null, failure: afterwards(failure), tasks };
      return success(state, scope, head);
    case "failed":
      return { type: "RunFailed", task: failure?.task ?? null, failure: failure?.failure ?? cancelledTask, tasks };
    case "timed-out":
      return { type: "RunTimedOut", timeoutMs: state.plan.spec.timeoutMs ?? 0, tasks };
    case "cancelled":
      return { type: "RunCancelled", reason: cancel?.reason ?? "", tasks };
  }
}

/** What it publishes is part of its success: if that cannot be had, it has failed. */
function success(state: RunState, scope: Scope, head: (dataset: string) => number): RunEventBody {
  const tasks = countTasks(state, true);
  try {
    const published = numbered(publicationsOf(state, scope), head).map(({ value: _, ...each }) => each);
    const succeeded = { type: "RunSucceeded" as const, outputs: outputsOf(state, scope), tasks };
    return published.length === 0 ? succeeded : { ...succeeded, published };
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    const failure = { exitClass: "failure" as const, code: error.code, message: error.message, final: true };
    return { type: "RunFailed", task: null, failure, tasks };
  }
}

/** Only a run that somebody asked to end has cancelled tasks and no failure. */
const cancelledTask: Failure = { exitClass: "cancelled", code: "TASK_CANCELLED", message: "a task was cancelled" };

function afterwards(first: RunState["header"]["failure"]): Failure {
  const { failure = cancelledTask, task = null } = first ?? {};
  const message = `everything else had succeeded, and then ${task ?? "a finalizer"} failed: ${failure.message}`;
  return { ...failure, code: "FINALIZER_FAILED", message };
}

/** What a run that has succeeded yields: it follows from its tasks. */
export function outputsOf(state: RunState, scope = scopeOf(state)): Json | null {
  const { outputs } = state.plan.spec;
  return outputs === undefined ? null : (evaluate(outputs, scope, {}) ?? null);
}
