/**
 * What a task waits for, in the words of its pipeline. Steps, branches and gates are named there; a map is not, so those
 * who wait for it wait for the steps in it, and what waits for it to open waits for what its list comes from.
 */
import type { Instance, PlanNode, PlanScope, RunState, StepNode } from "@troupe/core";

/** Names that are said; more of them help nobody. */
const most = 5;

/** "" if it waits for nothing. */
export function waitsFor(state: RunState, task: string): string {
  const instance = state.instances.get(task);
  return instance === undefined ? "" : sentence(wordsOfNeeds(state, instance));
}

/** The same, as names; a hundred at the most. Also of `train[]`, which stands for the tasks of a map that is not open yet. */
export function namesWaitedFor(state: RunState, task: string): readonly string[] {
  const instance = state.instances.get(task);
  const step = state.plan.nodes.get(task.replace(/(\[\])+$/, ""));
  const words =
    instance === undefined ? (step === undefined ? [] : wordsOfScope(state, step)) : wordsOfNeeds(state, instance);
  return [...new Set(words)].slice(0, 100);
}

/** Whether a task waits for that other one itself, and not only for what comes behind it. */
export function isWaitingFor(state: RunState, task: string, other: Instance): boolean {
  const instance = state.instances.get(task);
  const { id } = other.node.node;
  if (instance === undefined) return namesWaitedFor(state, task).includes(id);
  return instance.node.needs.some((need) => {
    const needed = state.instances.needed(instance, need);
    if (needed === other) return true;
    return needed?.settled === null && isMap(needed.node) && [...wordsOf(state, needed)].includes(id);
  });
}

/** For a step inside a map or arm that is not open (yet), or in a finalizer. */
export function waitsForScope(state: RunState, step: PlanNode<StepNode>): string {
  if (isFinal(state, step)) return "waits for everything else to end";
  return sentence(wordsOfScope(state, step));
}

function wordsOfScope(state: RunState, { node }: PlanNode): Iterable<string> {
  for (const owner of [...node.scope].reverse().map((scope) => scope.replace(/(\[\]|\/.*)$/, ""))) {
    const instance = state.instances.of(owner).find(({ settled }) => settled === null);
    if (instance === undefined) continue;
    return isMap(instance.node) ? wordsOfNeeds(state, instance) : [owner];
  }
  return [];
}

function* wordsOfNeeds(state: RunState, instance: Instance): Generator<string> {
  for (const need of instance.node.needs) {
    const needed = state.instances.needed(instance, need);
    if (needed?.settled === null) yield* wordsOf(state, needed);
  }
}

function* wordsOf(state: RunState, open: Instance): Generator<string> {
  if (!isMap(open.node)) return yield open.node.id;
  const before = open.openScopes > 0 ? [] : [...wordsOfNeeds(state, open)];
  yield* before.length > 0 ? before : wordsInside(open.node.scopes);
}

function* wordsInside(scopes: readonly PlanScope[]): Generator<string> {
  for (const { nodes } of scopes)
    for (const node of nodes) {
      if (isMap(node)) yield* wordsInside(node.scopes);
      else yield node.id;
    }
}

function isFinal({ plan }: RunState, { node }: PlanNode): boolean {
  const [outermost = ""] = node.scope;
  return plan.nodes.get(outermost.replace(/\/.*$/, ""))?.node.kind === "finalizer";
}

function isMap({ node }: PlanNode): boolean {
  return node.kind === "map";
}

function sentence(words: Iterable<string>): string {
  const all = [...new Set(words)];
  if (all.length === 0) return "";
  const more = all.length > most ? ` and ${all.length - most} more` : "";
  return `waits for ${all.slice(0, most).join(", ")}${more}`;
}
