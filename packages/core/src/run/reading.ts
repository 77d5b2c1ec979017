/** Reading a run: what its expressions see, and what a step gets as input. */
import { invariant } from "../error.ts";
import type { Json, JsonObject } from "../json.ts";
import { withDefaults } from "../schema/defaults.ts";
import type { PlanNode } from "../spec/compile.ts";
import type { MapNode, StepDeclaration, StepNode } from "../spec/pipeline-spec.ts";
import { endedOf, outcomeOf } from "./ended.ts";
import { evaluate, fields, type Rounds, type Scope } from "./evaluate.ts";
import { loopOf, stateOf } from "./loop-state.ts";
import { nameIn } from "./name-in.ts";
import { isoInterval } from "./run-cause.ts";
import type { TaskPath } from "./run-event.ts";
import type { RunState } from "./run-state.ts";

/** What a scope is made of never changes in a run, or is looked up when it is asked for: one does for all of its tasks. */
const scopes = new WeakMap<RunState, Scope>();

export function scopeOf(state: RunState): Scope {
  const known = scopes.get(state);
  if (known !== undefined) return known;
  const scope: Scope = {
    params: state.header.params,
    run: { id: state.header.runId, createdAt: new Date(state.header.createdAt).toISOString() },
    interval: state.header.interval === null ? null : isoInterval(state.header.interval),
    uses: state.header.uses,
    datasets: state.header.datasets ?? {},
    output: (step, rounds) => outputOf(state, scope, step, rounds),
    items: (map, rounds) => itemsOf(state, scope, map, rounds),
    rounds: (map, rounds) => roundsThatSucceeded(state, nameIn(state, map, rounds)),
    took(branch, arm, rounds) {
      const record = state.controls.get(nameIn(state, branch, rounds));
      return record?.kind === "branch" && record.arm === arm;
    },
    state: (loop, rounds) => stateOf(state, scope, loop, rounds),
    loop: (loop, rounds) => loopOf(state, scope, loop, rounds),
    ended: (node, rounds) => endedOf(state, nameIn(state, node, rounds)),
    outcome: () => outcomeOf(state),
  };
  scopes.set(state, scope);
  return scope;
}

function outputOf(state: RunState, scope: Scope, step: string, rounds: Rounds): Json | undefined {
  const node = state.plan.nodes.get(step)?.node;
  const record = state.tasks.get(nameIn(state, step, rounds))?.state;
  if (node?.kind !== "step" || record?.status !== "succeeded") return undefined;
  // A check hands its subject on: the value is kept once, by whoever made it.
  const subject = declarationOf(state, node).role === "check" ? node.input.subject : undefined;
  return subject === undefined ? record.output?.value : evaluate(subject, scope, rounds);
}

function itemsOf(state: RunState, scope: Scope, map: string, rounds: Rounds): readonly Json[] {
  const name = nameIn(state, map, rounds);
  const known = state.items.get(name);
  if (known !== undefined) return known;
  const node = state.plan.nodes.get(map)?.node;
  invariant(node?.kind === "map", `${map} is no map`);
  const list = listOf(node, scope, rounds);
  if (list === undefined) return [];
  state.items.set(name, list);
  return list;
}

function roundsThatSucceeded(state: RunState, map: string): readonly boolean[] | undefined {
  const record = state.controls.get(map);
  const instance = state.instances.get(map);
  if (record?.kind !== "map" || instance === undefined) return undefined;
  // A map without anything in it has rounds, and opens none.
  if (instance.scopes.length === 0) return Array.from({ length: record.count }, () => true);
  const done: boolean[] = Array.from({ length: record.count }, () => false);
  for (const { path, open, outcome } of instance.scopes) done[path.at(-1) ?? 0] = open === 0 && outcome === "succeeded";
  return done;
}

export function listOf(node: MapNode, scope: Scope, rounds: Rounds): readonly Json[] | undefined {
  const list = evaluate(node.over, scope, rounds);
  return Array.isArray(list) ? (list as readonly Json[]) : undefined;
}

export function roundsOf(node: PlanNode, path: TaskPath): Rounds {
  return Object.fromEntries(node.maps.map((map, depth) => [map, path[depth] ?? 0]));
}

export function declarationOf(state: RunState, node: StepNode): StepDeclaration {
  const declaration = state.plan.spec.steps[node.step];
  invariant(declaration !== undefined, `step ${node.step} is declared`);
  return declaration;
}

/** The node and declaration of a task. */
export function stepOf(
  state: RunState,
  task: string,
): {
  readonly planned: PlanNode;
  readonly node: StepNode;
  readonly declaration: StepDeclaration;
  readonly path: TaskPath;
} {
  const instance = state.instances.get(task);
  invariant(instance !== undefined && instance.node.node.kind === "step", `${task} is a task`);
  return {
    planned: instance.node,
    node: instance.node.node,
    declaration: declarationOf(state, instance.node.node),
    path: instance.path,
  };
}

/** What the attempt gets, defaults filled in. Everything that it reads must be settled. */
export function inputsOf(state: RunState, task: string): JsonObject {
  const { planned, node, declaration, path } = stepOf(state, task);
  const given = fields(node.input, scopeOf(state), roundsOf(planned, path));
  return withDefaults(declaration.input, given) as JsonObject;
}
