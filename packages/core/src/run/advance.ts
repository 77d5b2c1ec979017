/** The consequences of what has happened: what is ready is queued, decided or skipped, and what is done ends. */
import { TroupeError } from "../error.ts";
import type { Json, JsonObject } from "../json.ts";
import type { BranchNode, MapNode } from "../spec/pipeline-spec.ts";
import { specLimits } from "../spec/pipeline-spec.ts";
import { expressionsOf } from "../spec/sources.ts";
import { evaluate, holds, type Scope, source } from "./evaluate.ts";
import type { Failure } from "./exit.ts";
import type { Instance } from "./instances.ts";
import { listOf, roundsOf, scopeOf } from "./reading.ts";
import type { RunEventBody } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { countTasks } from "./task-counts.ts";
import { begin } from "./waiting.ts";

export function advance(state: RunState, now: number): readonly RunEventBody[] {
  if (state.header.status === "cancelling") return endIfIdle(state);
  if (state.header.status === "waiting") return [];
  const scope = scopeOf(state);
  const events = [...state.instances.ready].map((instance) => follow(state, scope, instance, now));
  return events.length === 0 && state.instances.isDone ? [ending(state, scope)] : events;
}

function follow(state: RunState, scope: Scope, instance: Instance, now: number): RunEventBody {
  const blocked = state.instances.blockedBy(instance);
  const { node } = instance.node;
  if (blocked !== undefined)
    return { type: "NodeSkipped", node: node.id, path: instance.path, because: because(blocked) };
  if (node.kind === "step") return kept(state, instance) ?? begin(state, instance.name, 1, now);
  return node.kind === "map" ? expand(node, instance, scope) : choose(node, instance, scope);
}

function kept(state: RunState, { name: task }: Instance): RunEventBody | undefined {
  const result = state.kept.get(task);
  if (result === undefined) return undefined;
  const { output, origin } = result;
  return origin.kind === "mark"
    ? { type: "TaskMarked", task, output, origin }
    : { type: "TaskReused", task, output, origin };
}

function because(blocked: Instance): string {
  return blocked.settled === "skipped"
    ? `${blocked.name} was skipped`
    : `${blocked.name} ${blocked.settled === "cancelled" ? "was cancelled" : "failed"}`;
}

function expand(node: MapNode, instance: Instance, scope: Scope): RunEventBody {
  const place = { node: node.id, path: instance.path };
  const list = listOf(node, scope, roundsOf(instance.node, instance.path));
  if (list === undefined)
    return {
      type: "DecisionFailed",
      ...place,
      failure: undecided("MAP_NOT_A_LIST", `${source(node.over)} is no list: ${node.id} cannot go over it`),
    };
  if (list.length > specLimits.items) {
    const message = `${source(node.over)} has ${list.length} items, a map takes at most ${specLimits.items}`;
    return { type: "DecisionFailed", ...place, failure: undecided("MAP_TOO_LONG", message) };
  }
  return { type: "MapExpanded", ...place, count: list.length };
}

function choose(node: BranchNode, instance: Instance, scope: Scope): RunEventBody {
  const place = { node: node.id, path: instance.path };
  const rounds = roundsOf(instance.node, instance.path);
  try {
    const arm = node.arms.find((each) => holds(each.if, scope, rounds))?.name ?? null;
    return { type: "BranchDecided", ...place, arm, evidence: evidence(node, scope, instance) };
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    return { type: "DecisionFailed", ...place, failure: undecided(error.code, error.message) };
  }
}

/** What the decision was made on: every value that a condition read. */
function evidence(node: BranchNode, scope: Scope, instance: Instance): JsonObject {
  const rounds = roundsOf(instance.node, instance.path);
  const read = node.arms.flatMap((arm) => expressionsOf(arm.if)).filter((expression) => expression.kind !== "literal");
  const entries = read.map((expression) => [source(expression), evaluate(expression, scope, rounds) ?? null] as const);
  return Object.fromEntries(entries.filter(([, value]) => typeof value !== "object" || value === null));
}

function undecided(code: string, message: string): Failure {
  return { exitClass: "failure", code, message, final: true };
}

/** A run that is ending waits for what is with agents, and for runs that it waited for to end, and for nothing else. */
function endIfIdle(state: RunState): readonly RunEventBody[] {
  if (state.onAgents.size > 0 || state.waiting.size > 0) return [];
  const cancel = state.header.cancel;
  const tasks = countTasks(state, true);
  if (cancel?.cause === "timeout") return [{ type: "RunTimedOut", timeoutMs: state.plan.spec.timeoutMs ?? 0, tasks }];
  return [{ type: "RunCancelled", reason: cancel?.reason ?? "", tasks }];
}

function ending(state: RunState, scope: Scope): RunEventBody {
  const tasks = countTasks(state, true);
  if (state.instances.outcome === "succeeded") {
    return { type: "RunSucceeded", outputs: outputsOf(state, scope), tasks };
  }
  const first = state.header.failure;
  // Only a run that somebody asked to end has cancelled tasks and no failure.
  const failure = first?.failure ?? {
    exitClass: "cancelled" as const,
    code: "TASK_CANCELLED",
    message: "a task was cancelled",
  };
  return { type: "RunFailed", task: first?.task ?? null, failure, tasks };
}

/** What a run that has succeeded yields: it follows from its tasks. */
export function outputsOf(state: RunState, scope = scopeOf(state)): Json | null {
  const { outputs } = state.plan.spec;
  return outputs === undefined ? null : (evaluate(outputs, scope, {}) ?? null);
}
