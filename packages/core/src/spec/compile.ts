/**
 * A spec as a graph that can be walked: scopes as a tree, nodes in an order in which everything stands after what it
 * needs. Made once a version and shared by all of its runs. Expects a spec that validate-spec.ts found sound.
 */
import { invariant } from "../error.ts";
import type { Expression } from "./expression.ts";
import type { BranchNode, MapNode, Node, PipelineSpec, StepNode } from "./pipeline-spec.ts";
import { expressionsOf, walk } from "./sources.ts";

export interface Plan {
  readonly spec: PipelineSpec;
  readonly nodes: ReadonlyMap<string, PlanNode>;
  /** Of all steps, in the order of the definition. */
  readonly steps: readonly PlanNode<StepNode>[];
  readonly root: PlanScope;
}

/** The inside of a map, of an arm, or the whole body. */
export interface PlanScope {
  /** "" for the body, "each[]", "quality/production". */
  readonly id: string;
  /** Each after everything that it needs. */
  readonly nodes: readonly PlanNode[];
}

export interface PlanNode<N extends Node = Node> {
  readonly id: string;
  readonly node: N;
  /** Ids of the maps around it, outermost first: what its path counts. */
  readonly maps: readonly string[];
  /** What must be settled before it: nodes in the scopes around it. */
  readonly needs: readonly string[];
  /** Map: one, the round. Branch and gate: one an arm, in the order of the arms. */
  readonly scopes: readonly PlanScope[];
}

export function compile(spec: PipelineSpec): Plan {
  const byId = new Map(spec.nodes.map((node) => [node.id, node]));
  const order = sortNodes(spec.nodes, byId);
  invariant(order.cycle === undefined, `the spec of ${spec.name} has a cycle`);
  const nodes = new Map<string, Mutable>();
  const scopes = new Map<string, { id: string; nodes: PlanNode[] }>([["", { id: "", nodes: [] }]]);
  for (const node of order.sorted) {
    const planned: Mutable = {
      id: node.id,
      node,
      maps: mapsAround(node),
      needs: needsOf(node, byId),
      scopes: scopesOf(node),
    };
    nodes.set(node.id, planned);
    for (const scope of planned.scopes) scopes.set(scope.id, scope);
    scopes.get(node.scope.at(-1) ?? "")?.nodes.push(planned);
  }
  const steps = spec.nodes
    .filter((node) => node.kind === "step")
    .map((node) => nodes.get(node.id) as PlanNode<StepNode>);
  const root = scopes.get("");
  invariant(root !== undefined, "the body has a scope");
  return { spec, nodes, steps, root };
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
    default:
      return [
        ...(node.subject === undefined ? [] : [node.subject]),
        ...node.arms.flatMap((arm) => expressionsOf(arm.if)),
      ];
  }
}

/** What a node waits for: what it reads and what it was told to wait for. What is implied by its scope is left out. */
export function needsOf(node: Node, byId: ReadonlyMap<string, Node>): readonly string[] {
  const needs = new Set(node.after ?? []);
  for (const expression of expressionsIn(node)) {
    walk(expression, (inner) => {
      const source = sourceOf(inner);
      if (source !== undefined) needs.add(source);
    });
  }
  // Inside a gather or an arm stand references to nodes in there: the map or branch as a whole covers them.
  return [...needs].filter(
    (need) => byId.get(need)?.scope.every((scope, depth) => node.scope[depth] === scope) ?? false,
  );
}

/** The node that an expression itself refers to. */
export function sourceOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "step":
      return expression.step;
    case "gather":
      return expression.map;
    case "arm":
      return expression.branch;
    default:
      return undefined;
  }
}

/** Nodes in an order that respects needs and nesting; or the ids along a cycle. */
export function sortNodes(
  nodes: readonly Node[],
  byId: ReadonlyMap<string, Node>,
): { readonly sorted: readonly Node[]; readonly cycle?: readonly string[] } {
  const needs = new Map(nodes.map((node) => [node.id, [...ownersOf(node), ...needsOf(node, byId)]]));
  // What something inside a map or arm needs from outside comes before the map or arm as a whole.
  for (const node of nodes) {
    const inner = needsOf(node, byId);
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

/** The maps and branches around a node, outermost first. */
export function ownersOf(node: Node): readonly string[] {
  return node.scope.map((scope) => scope.replace(/(\[\]|\/.*)$/, ""));
}

function mapsAround(node: Node): readonly string[] {
  return node.scope.filter((scope) => scope.endsWith("[]")).map((scope) => scope.slice(0, -2));
}

function scopesOf(node: Node): { readonly id: string; readonly nodes: PlanNode[] }[] {
  if (node.kind === "step") return [];
  return scopeIds(node).map((id) => ({ id, nodes: [] }));
}

export function scopeIds(node: MapNode | BranchNode): readonly string[] {
  return node.kind === "map" ? [`${node.id}[]`] : node.arms.map((arm) => `${node.id}/${arm.name}`);
}
