/** The consequences of what has happened: what is ready is queued, decided or skipped, and what is done ends. */
import { TroupeError, unreachable } from "../error.ts";
import type { Json, JsonObject } from "../json.ts";
import type { BranchNode, LoopNode, MapNode } from "../spec/pipeline-spec.ts";
import { specLimits } from "../spec/pipeline-spec.ts";
import { expressionsOf } from "../spec/sources.ts";
import { anew, asksCache } from "./cached.ts";
import { endIfIdle, ending } from "./ending.ts";
import { evaluate, holds, type Rounds, type Scope, source } from "./evaluate.ts";
import type { Failure } from "./exit.ts";
import { type Instance, runsAlways } from "./instances.ts";
import { listOf, roundsOf, scopeOf } from "./reading.ts";
import type { RunEventBody } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { endStopped, tooManyLost } from "./stop.ts";
import { begin } from "./waiting.ts";

export { outputsOf } from "./ending.ts";

/** `head`: the newest revision of a dataset, 0 if it has none. */
export function advance(
  state: RunState,
  now: number,
  head: (dataset: string) => number = () => 0,
): readonly RunEventBody[] {
  const { status } = state.header;
  if (status === "waiting") return [];
  const { ending: toEnd, isDone } = state.instances;
  if (toEnd.size > 0) return [...toEnd].flatMap((instance) => endStopped(state, instance));
  const scope = scopeOf(state);
  const ready = status === "cancelling" ? exemptOf(state) : [...state.instances.ready];
  // First: what it ends need not be queued any more.
  const stops = ready.flatMap((instance) => tooManyLost(state, instance));
  if (stops.length > 0) return stops;
  const events = ready.flatMap((instance) => follow(state, scope, instance, now) ?? []);
  if (events.length > 0) return events;
  if (status === "cancelling") return endIfIdle(state, now);
  return isDone ? [ending(state, scope, now, head)] : [];
}

/** What a run that is ending goes on with. */
function exemptOf(state: RunState): readonly Instance[] {
  if (!state.plan.hasAlways || state.header.cancel?.final === true) return [];
  return [...state.instances.ready].filter((instance) => runsAlways(instance));
}

function follow(state: RunState, scope: Scope, instance: Instance, now: number): RunEventBody | undefined {
  const { node } = instance.node;
  const place = { node: node.id, path: instance.path };
  const blocked = instance.isTaken ? undefined : state.instances.blockedBy(instance);
  if (blocked !== undefined) return { type: "NodeSkipped", ...place, because: because(blocked) };
  if (node.when === "any-failed" && !instance.isTaken && !state.instances.hasFailedNeed(instance)) {
    const because = `nothing of ${[...instance.node.lenient].join(", ")} has failed`;
    return { type: "NodeSkipped", ...place, because, unneeded: true };
  }
  switch (node.kind) {
    case "step":
      return kept(state, instance) ?? (asksCache(state, instance) ? undefined : begin(state, instance.name, 1, now));
    case "map":
      return expand(node, instance, scope);
    case "branch":
    case "gate":
      return choose(node, instance, scope);
    case "loop":
      return instance.isTaken ? goOn(node, instance, scope) : { type: "LoopContinued", ...place, round: 0 };
    case "group":
    case "finalizer":
      return { type: "GroupEntered", ...place };
    default:
      return unreachable(node);
  }
}

function kept(state: RunState, { name: task }: Instance): RunEventBody | undefined {
  const result = state.kept.get(task);
  if (result === undefined || result === anew) return undefined;
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
  const rounds = roundsOf(instance.node, instance.path);
  return decision(instance, () => {
    const arm = node.arms.find((each) => holds(each.if, scope, rounds))?.name ?? null;
    const read = node.arms.flatMap((each) => expressionsOf(each.if));
    const place = { node: node.id, path: instance.path };
    return { type: "BranchDecided", ...place, arm, evidence: evidence(read, scope, rounds) };
  });
}

/** After a round: is that it, or is there another one? */
function goOn(node: LoopNode, instance: Instance, scope: Scope): RunEventBody {
  const place = { node: node.id, path: instance.path };
  const done = instance.nextRound;
  const rounds = { ...roundsOf(instance.node, instance.path), [node.id]: done };
  return decision(instance, () => {
    const isOver = holds(node.until, scope, rounds);
    const read = evidence(expressionsOf(node.until), scope, rounds);
    if (isOver) return { type: "LoopEnded", ...place, rounds: done, limited: false, evidence: read };
    if (done < node.max) return { type: "LoopContinued", ...place, round: done };
    if (node.onLimit === "take-last")
      return { type: "LoopEnded", ...place, rounds: done, limited: true, evidence: read };
    const facts = Object.entries(read).map(([name, value]) => `${name} is ${JSON.stringify(value)}`);
    const message = `its condition does not hold after ${done} rounds${facts.length === 0 ? "" : `: ${facts.join(", ")}`}`;
    return { type: "DecisionFailed", ...place, failure: undecided("LOOP_LIMIT", `${instance.name}: ${message}`) };
  });
}

function decision({ node, path }: Instance, decide: () => RunEventBody): RunEventBody {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    return { type: "DecisionFailed", node: node.id, path, failure: undecided(error.code, error.message) };
  }
}

/** What the decision was made on: every value that a condition read. */
function evidence(read: readonly Parameters<typeof source>[0][], scope: Scope, rounds: Rounds): JsonObject {
  const entries = read
    .filter((expression) => expression.kind !== "literal")
    .map((expression): readonly [string, Json] => [source(expression), evaluate(expression, scope, rounds) ?? null]);
  return Object.fromEntries(entries.filter(([, value]) => typeof value !== "object" || value === null));
}

function undecided(code: string, message: string): Failure {
  return { exitClass: "failure", code, message, final: true };
}
