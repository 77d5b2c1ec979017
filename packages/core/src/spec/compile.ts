/**
 * A spec as a graph that can be walked: scopes as a tree, nodes in an order in which everything stands after what it
 * needs. Made once a version and shared by all of its runs. Expects a spec that validate-spec.ts found sound.
 */
import { invariant, unreachable } from "../error.ts";
import type { Expression } from "./expression.ts";
import type { Node, PipelineSpec, StepNode } from "./pipeline-spec.ts";
import { eachSource, expressionsOf } from "./sources.ts";

export interface Plan {
  readonly spec: PipelineSpec;
  readonly nodes: ReadonlyMap<string, PlanNode>;
  /** Of all steps, in the order of the definition. */
  readonly steps: readonly PlanNode<StepNode>[];
  readonly root: PlanScope;
  /** What runs when all of that is over. */
  readonly finalizers: PlanScope;
  /** Whether anything runs also when the run is asked to end, but for finalizers. */
  readonly hasAlways: boolean;
}

/** The inside of a map, loop, group or finalizer, of an arm, or the whole body. */
export interface PlanScope {
  /** "" for the body, "each[]", "quality/production", "eu/body". */
  readonly id: string;
  /** Each after everything that it needs. */
  readonly nodes: readonly PlanNode[];
}

export interface PlanNode<N extends Node = Node> {
  readonly id: string;
  readonly node: N;
  /** Ids of the maps and loops around it, outermost first: what its path counts. */
  readonly maps: readonly string[];
  /** What must be settled before it: nodes in the scopes around it. */
  readonly needs: readonly string[];
  /** Those of them that need not have succeeded. */
  readonly lenient: ReadonlySet<string>;
  /** Branch and gate: one an arm, in the order of the arms. Map, loop, group, finalizer: one. */
  readonly scopes: readonly PlanScope[];
}

export function compile(spec: PipelineSpec): Plan {
  const byId = new Map(spec.nodes.map((node) => [node.id, node]));
  const order = sortNodes(spec.nodes, byId);
  invariant(order.cycle === undefined, `the spec of ${spec.name} has a cycle`);
  const nodes = new Map<string, Mutable>();
  const scopes = new Map<string, { id: string; nodes: PlanNode[] }>([["", { id: "", nodes: [] }]]);
  const finalizers: { id: string; nodes: PlanNode[] } = { id: "", nodes: [] };
  for (const node of order.sorted) {
    const planned: Mutable = {
      id: node.id,
      node,
      maps: mapsAround(node),
      ...needsOf(node, byId),
      scopes: scopesOf(node),
    };
    nodes.set(node.id, planned);
    for (const scope of planned.scopes) scopes.set(scope.id, scope);
    const around = node.kind === "finalizer" ? finalizers : scopes.get(node.scope.at(-1) ?? "");
    around?.nodes.push(planned);
  }
  const steps = spec.nodes
    .filter((node) => node.kind === "step")
    .map((node) => nodes.get(node.id) as PlanNode<StepNode>);
  const root = scopes.get("");
  invariant(root !== undefined, "the body has a scope");
  const hasAlways = spec.nodes.some((node) => node.when === "always");
  return { spec, nodes, steps, root, finalizers, hasAlways };
}

interface Mutable extends PlanNode {
  readonly scopes: { readonly id: string; readonly nodes: PlanNode[] }[];
}

/** The expressions that a node reads when its turn comes. */
export function expressionsIn(node: Node): readonly Expression[] {
  switch (node.kind) {
    case "step":
      return node.concurrency === undefined
        ? Object.values(node.input)
        : [...Object.values(node.input), node.concurrency.key];
    case "map":
      return [node.over];
    case "branch":
    case "gate":
      return [
        ...(node.subject === undefined ? [] : [node.subject]),
        ...node.arms.flatMap((arm) => expressionsOf(arm.if)),
      ];
    case "loop":
      return [node.start, node.next, ...expressionsOf(node.until)];
    case "group":
    case "finalizer":
      return [];
    default:
      return unreachable(node);
  }
}

const none: ReadonlySet<string> = new Set();

/** What a node waits for: what it reads and what it was told to wait for. What is implied by its scope is left out. */
export function needsOf(node: Node, byId: ReadonlyMap<string, Node>): Pick<PlanNode, "needs" | "lenient"> {
  const strict = new Set(node.when === undefined ? node.after : []);
  const lenient = new Set(node.when === undefined ? [] : node.after);
  for (const expression of expressionsIn(node))
    eachSource(expression, (source, isLenient) => (isLenient ? lenient : strict).add(source));
  // Inside a gather or an arm stand references to nodes in there: the map or branch as a whole covers them.
  const isSeen = (need: string) => byId.get(need)?.scope.every((scope, depth) => node.scope[depth] === scope) ?? false;
  const only = [...lenient].filter((need) => !strict.has(need) && isSeen(need));
  return { needs: [...[...strict].filter(isSeen), ...only], lenient: only.length === 0 ? none : new Set(only) };
}

/** Nodes in an order that respects needs and nesting; or the ids along a cycle. */
export function sortNodes(
  nodes: readonly Node[],
  byId: ReadonlyMap<string, Node>,
): { readonly sorted: readonly Node[]; readonly cycle?: readonly string[] } {
  const own = new Map(nodes.map((node) => [node.id, needsOf(node, byId).needs]));
  const needs = new Map(nodes.map((node) => [node.id, [...ownersOf(node), ...(own.get(node.id) ?? [])]]));
  // What something inside a map or arm needs from outside comes before the map or arm as a whole.
  for (const node of nodes) {
    const inner = own.get(node.id) ?? [];
    for (const [depth, owner] of ownersOf(node).entries()) {
      needs.get(owner)?.push(...inner.filter((need) => (byId.get(need)?.scope.length ?? 0) <= depth && need !== owner));
    }
  }
  const done = new Set<string>();
  const sorted: Node[] = [];
  for (const node of nodes) {
    const cycle = visit(node.id, needs, byId, done, sorted);
    if (cycle !== undefined) return { sorted, cycle };
  }
  return { sorted };
}

/** Depth first, without recursion: a chain of 20,000 steps must not end the stack. */
function visit(
  start: string,
  needs: ReadonlyMap<string, readonly string[]>,
  byId: ReadonlyMap<string, Node>,
  done: Set<string>,
  sorted: Node[],
): readonly string[] | undefined {
  const trail: { readonly id: string; next: number }[] = [{ id: start, next: 0 }];
  const onTrail = new Set([start]);
  if (done.has(start)) return undefined;
  for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
    const need = needs.get(top.id)?.[top.next++];
    if (need === undefined) {
      const node = byId.get(top.id);
      if (node !== undefined) sorted.push(node);
      done.add(top.id);
      onTrail.delete(top.id);
      trail.pop();
    } else if (onTrail.has(need)) {
      const from = trail.findIndex((step) => step.id === need);
      return [...trail.slice(from).map((step) => step.id), need];
    } else if (!done.has(need) && byId.has(need)) {
      trail.push({ id: need, next: 0 });
      onTrail.add(need);
    }
  }
  return undefined;
}

/** The nodes around a node, outermost first. */
export function ownersOf(node: Node): readonly string[] {
  return node.scope.map((scope) => scope.replace(/(\[\]|\/.*)$/, ""));
}

function mapsAround(node: Node): readonly string[] {
  return node.scope.filter((scope) => scope.endsWith("[]")).map((scope) => scope.slice(0, -2));
}

function scopesOf(node: Node): { readonly id: string; readonly nodes: PlanNode[] }[] {
  return scopeIds(node).map((id) => ({ id, nodes: [] }));
}

export function scopeIds(node: Node): readonly string[] {
  switch (node.kind) {
    case "step":
      return [];
    case "map":
    case "loop":
      return [`${node.id}[]`];
    case "branch":
    case "gate":
      return node.arms.map((arm) => `${node.id}/${arm.name}`);
    case "group":
    case "finalizer":
      return [`${node.id}/body`];
    default:
      return unreachable(node);
  }
}
