/**
 * A pipeline's definition as boxes and lines. Maps, loops, groups and finalizers are boxes with something inside; an arm
 * of a branch or gate is no box: its name stands on the line that leads into it, and who reads what the arm yields hangs
 * on the last of its steps. A line that crosses the edge of a box ends at the box, so that each inside is a graph of its
 * own.
 */
import { compile, type Node, type PipelineSpec, type PlanNode, type PlanScope } from "@troupe/core";
import { expressionText } from "./expression-text.ts";

export interface DefinitionGraph {
  /** Boxes stand before what is inside them. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  /** The box that it stands in. */
  readonly parent: string | null;
  readonly kind: Node["kind"];
  /** What runs it: "python", "function", "approval"; of what is no step, its kind. */
  readonly runs: string;
  /** One line: what a map goes over, when a loop ends. */
  readonly note: string;
  readonly isBox: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Name of the arm that it leads into; empty elsewhere. */
  readonly arm: string;
  /** Its source need not have succeeded. */
  readonly isLenient: boolean;
}

export function definitionGraph(spec: PipelineSpec): DefinitionGraph {
  const plan = compile(spec);
  const nodes: GraphNode[] = [];
  const edges = new Map<string, GraphEdge>();
  const parents = new Map<string, string | null>();

  const place = (scope: PlanScope, parent: string | null): void => {
    for (const planned of scope.nodes) {
      parents.set(planned.id, parent);
      nodes.push(boxOrStep(planned, parent, spec));
      const inner = isBranching(planned.node) ? parent : planned.id;
      for (const each of planned.scopes) place(each, inner);
    }
  };
  const connect = (from: string, to: string, arm: string, isLenient: boolean): void => {
    const [source, target] = lift(from, to, parents);
    if (source === target) return;
    const key = `${source} ${target} ${arm}`;
    const known = edges.get(key);
    edges.set(key, { from: source, to: target, arm, isLenient: isLenient && (known?.isLenient ?? true) });
  };
  place(plan.root, null);
  place(plan.finalizers, null);
  for (const planned of plan.nodes.values()) {
    for (const need of planned.needs)
      for (const exit of exitsOf(plan.nodes.get(need)))
        connect(exit.id, planned.id, exit.arm, planned.lenient.has(need));
    if (isBranching(planned.node))
      for (const scope of planned.scopes)
        for (const entry of entriesOf(scope)) connect(planned.id, entry, armOf(scope), false);
  }
  return { nodes, edges: [...edges.values()] };
}

function boxOrStep({ id, node }: PlanNode, parent: string | null, spec: PipelineSpec): GraphNode {
  const isBox = node.kind !== "step" && !isBranching(node);
  const runs = node.kind === "step" ? (spec.steps[node.step]?.runs.kind ?? "step") : node.kind;
  return { id, parent, kind: node.kind, runs, note: noteOf(node), isBox };
}

function noteOf(node: Node): string {
  switch (node.kind) {
    case "step":
      return node.step === node.id ? "" : node.step;
    case "map":
      return `each of ${expressionText(node.over)}`;
    case "loop":
      return `at most ${node.max} ${node.max === 1 ? "round" : "rounds"}`;
    case "branch":
    case "gate":
      return node.subject === undefined ? "" : expressionText(node.subject);
    case "group":
      return "";
    case "finalizer":
      return "when everything else is over";
  }
}

function isBranching(node: Node): boolean {
  return node.kind === "branch" || node.kind === "gate";
}

/** Where an arm begins: what needs nothing else in it. */
function entriesOf(scope: PlanScope): readonly string[] {
  const inside = new Set(scope.nodes.map(({ id }) => id));
  return scope.nodes.filter(({ needs }) => !needs.some((need) => inside.has(need))).map(({ id }) => id);
}

interface Exit {
  readonly id: string;
  /** Of an arm in which nothing stands: the line itself is the arm. */
  readonly arm: string;
}

/** Where that ends which others read: a branch at the last steps of its arms. */
function exitsOf(planned: PlanNode | undefined): readonly Exit[] {
  if (planned === undefined) return [];
  if (!isBranching(planned.node)) return [{ id: planned.id, arm: "" }];
  return planned.scopes.flatMap((scope) => {
    if (scope.nodes.length === 0) return [{ id: planned.id, arm: armOf(scope) }];
    const needed = new Set(scope.nodes.flatMap(({ needs }) => needs));
    return scope.nodes.filter(({ id }) => !needed.has(id)).flatMap(exitsOf);
  });
}

/** "quality/production": the arm "production". */
function armOf(scope: PlanScope): string {
  return scope.id.slice(scope.id.lastIndexOf("/") + 1);
}

/** The two ends of a line in the innermost box that has both. */
function lift(from: string, to: string, parents: ReadonlyMap<string, string | null>): readonly [string, string] {
  const [left, right] = [boxesAround(from, parents), boxesAround(to, parents)];
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth++;
  return [left[depth] ?? from, right[depth] ?? to];
}

/** Outermost first, and itself at the end. */
function boxesAround(id: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const around: string[] = [id];
  for (let box = parents.get(id); box !== undefined && box !== null; box = parents.get(box)) around.unshift(box);
  return around;
}
