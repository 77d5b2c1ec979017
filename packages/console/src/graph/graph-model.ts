/**
 * What of a pipeline, or of a run of it, is drawn: its nodes in boxes of boxes, and who waits for whom. Pure.
 *
 * A box is a map, loop, round, branch, arm, group or finalizer. An open one shows what is in it; a closed one is a node
 * that counts it. Edges run between nodes of the same box only: what something inside waits for outside, its box does.
 */
import { type Plan, type PlanNode, type PlanScope, parseTaskName, type StepNode } from "@troupe/core";

export type BoxKind = "map" | "loop" | "round" | "branch" | "gate" | "arm" | "group" | "finalizer";

export interface GraphNode {
  /** "train", "train[0]"; of rounds "each[0]", of arms "quality/production", inside rounds "quality[0]/production". */
  readonly id: string;
  readonly kind: BoxKind | "task" | "more";
  readonly label: string;
  /** The node of the definition. */
  readonly node: string;
  /** Names of the tasks that it is, or that are in it. */
  readonly tasks: readonly string[];
  /** Of an open box. */
  readonly children?: Graph;
  /** It can be opened, or closed. */
  readonly isBox: boolean;
  /** Rounds that it has, as far as is known. */
  readonly rounds?: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphOptions {
  readonly plan: Plan;
  /** Of a run; of a definition alone there are none, and each step is drawn once. */
  readonly tasks?: Iterable<string>;
  readonly isOpen: (id: string, kind: BoxKind) => boolean;
}

/** Rounds that an open map shows; more would be a wall. */
export const shownRounds = 100;

export function buildGraph({ plan, tasks = [], isOpen }: GraphOptions): Graph {
  return new Builder(plan, tasks, isOpen).build();
}

/** The nodes of one box, on the way down to what is being built. */
interface Level {
  readonly ids: ReadonlyMap<string, string>;
  readonly edges: Map<string, GraphEdge>;
}

type Path = readonly number[];

class Builder {
  readonly #plan: Plan;
  readonly #isOpen: GraphOptions["isOpen"];
  /** Paths of the tasks that there are, by step. */
  readonly #paths = new Map<string, Path[]>();

  constructor(plan: Plan, tasks: Iterable<string>, isOpen: GraphOptions["isOpen"]) {
    this.#plan = plan;
    this.#isOpen = isOpen;
    for (const name of tasks) {
      const parsed = parseTaskName(name);
      if (parsed === undefined) continue;
      const paths = this.#paths.get(parsed.node);
      if (paths === undefined) this.#paths.set(parsed.node, [parsed.path]);
      else paths.push(parsed.path);
    }
  }

  build(): Graph {
    const { root, finalizers } = this.#plan;
    return this.#scope({ id: "", nodes: [...root.nodes, ...finalizers.nodes] }, [], []);
  }

  #scope(scope: PlanScope, path: Path, around: readonly Level[], inside: readonly string[] = []): Graph {
    const ids = new Map(scope.nodes.map(({ id }) => [id, idOf(id, path)]));
    const level: Level = { ids, edges: new Map() };
    const levels = [...around, level];
    const nodes = scope.nodes.map((node) => {
      const id = idOf(node.id, path);
      const built = this.#node(node, id, path, levels, [...inside, id]);
      connect(node, levels, [...inside, id]);
      return built;
    });
    return { nodes, edges: [...level.edges.values()] };
  }

  #node(node: PlanNode, id: string, path: Path, levels: readonly Level[], inside: readonly string[]): GraphNode {
    const base = { id, label: id, node: node.id };
    switch (node.node.kind) {
      case "step":
        return { ...base, kind: "task", tasks: this.#tasksOf([node as PlanNode<StepNode>], path), isBox: false };
      case "map":
      case "loop":
        return this.#rounds(node, node.node.kind, base, path, levels, inside);
      default: {
        const { kind } = node.node;
        const tasks = this.#tasksOf(this.#stepsIn(node), path);
        const isOpen = this.#isOpen(id, kind);
        // What is in a closed box still waits for what is outside of it.
        const children = this.#arms(node, kind === "branch" || kind === "gate", path, levels, inside);
        return { ...base, kind, tasks, isBox: true, ...(isOpen && { children }) };
      }
    }
  }

  /** A group has one scope, which it shows as it is; each arm of a branch is a box of its own. */
  #arms(node: PlanNode, hasArms: boolean, path: Path, levels: readonly Level[], inside: readonly string[]): Graph {
    const only = node.scopes[0];
    if (!hasArms) return only === undefined ? none : this.#scope(only, path, levels, inside);
    const nodes = node.scopes.map((scope): GraphNode => {
      const arm = scope.id.slice(node.id.length + 1);
      const id = `${idOf(node.id, path)}/${arm}`;
      const tasks = this.#tasksOf(
        scope.nodes.flatMap((inner) => this.#stepsIn(inner)),
        path,
      );
      const children = this.#scope(scope, path, [...levels, nothingBeside], [...inside, id]);
      const isShown = children.nodes.length > 0;
      return { id, kind: "arm", label: arm, node: node.id, tasks, isBox: false, ...(isShown && { children }) };
    });
    return { nodes, edges: [] };
  }

  #rounds(
    node: PlanNode,
    kind: "map" | "loop",
    base: { readonly id: string; readonly label: string; readonly node: string },
    path: Path,
    levels: readonly Level[],
    inside: readonly string[],
  ): GraphNode {
    const [scope] = node.scopes;
    const steps = this.#stepsIn(node);
    const tasks = this.#tasksOf(steps, path);
    const rounds = this.#roundsOf(steps, path);
    const box: GraphNode = { ...base, kind, tasks, isBox: true, ...(rounds.length > 0 && { rounds: rounds.length }) };
    if (scope === undefined) return box;
    // Of a definition, or a map that has no rounds yet: what each round will be.
    const shown: readonly Path[] =
      rounds.length === 0 ? [path] : rounds.slice(0, shownRounds).map((at) => [...path, at]);
    const isOpen = this.#isOpen(base.id, kind);
    // A closed one is built once all the same: what is in it says for what outside it waits.
    const graphs = shown
      .slice(0, isOpen ? shown.length : 1)
      .map((at) => this.#round(base.id, scope, at, levels, inside));
    if (!isOpen) return box;
    if (rounds.length === 0) return { ...box, children: graphs[0] ?? none };
    const nodes = graphs.flatMap((graph) => graph.nodes);
    const missing = rounds.length - shown.length;
    if (missing > 0) nodes.push(more(base.id, missing, node.id));
    // Of a loop, each round waits for the one before it.
    const edges = kind === "loop" ? chain(nodes) : [];
    return { ...box, children: { nodes, edges } };
  }

  /** A round of one step is its task; any other is a box. */
  #round(map: string, scope: PlanScope, path: Path, levels: readonly Level[], inside: readonly string[]): Graph {
    const isBorn = this.#paths.size > 0 && path.length > (map.match(/\[/g)?.length ?? 0);
    const id = idOf(map.replace(/\[.*/, ""), path);
    const isPlain = !isBorn || (scope.nodes.length === 1 && scope.nodes[0]?.node.kind === "step");
    if (isPlain) return this.#scope(scope, path, levels, inside);
    const children = this.#scope(scope, path, [...levels, nothingBeside], [...inside, id]);
    const tasks = this.#tasksOf(
      scope.nodes.flatMap((node) => this.#stepsIn(node)),
      path,
    );
    const label = `round ${path.at(-1) ?? 0}`;
    return { nodes: [{ id, kind: "round", label, node: map, tasks, isBox: false, children }], edges: [] };
  }

  #stepsIn(node: PlanNode): readonly PlanNode<StepNode>[] {
    if (node.node.kind === "step") return [node as PlanNode<StepNode>];
    return node.scopes.flatMap((scope) => scope.nodes.flatMap((inner) => this.#stepsIn(inner)));
  }

  #tasksOf(steps: readonly PlanNode<StepNode>[], path: Path): readonly string[] {
    return steps.flatMap((step) => {
      const born = (this.#paths.get(step.id) ?? []).filter((at) => path.every((round, depth) => at[depth] === round));
      return born.length > 0 ? born.map((at) => idOf(step.id, at)) : [step.id + "[]".repeat(step.maps.length)];
    });
  }

  #roundsOf(steps: readonly PlanNode<StepNode>[], path: Path): readonly number[] {
    const found = new Set<number>();
    for (const step of steps)
      for (const at of this.#paths.get(step.id) ?? []) {
        const round = at[path.length];
        if (round !== undefined && path.every((outer, depth) => at[depth] === outer)) found.add(round);
      }
    return [...found].sort((a, b) => a - b);
  }
}

const none: Graph = { nodes: [], edges: [] };

/** Rounds and arms have nobody beside them whom somebody could wait for. */
const nothingBeside: Level = { ids: new Map(), edges: new Map() };

/** An edge for each thing that the node waits for, between those around both that stand beside each other. */
function connect(node: PlanNode, levels: readonly Level[], inside: readonly string[]): void {
  for (const need of node.needs) {
    const depth = levels.findLastIndex((level) => level.ids.has(need));
    const level = levels[depth];
    const from = level?.ids.get(need);
    const to = inside[depth];
    if (level !== undefined && from !== undefined && to !== undefined && from !== to)
      level.edges.set(`${from} ${to}`, { from, to });
  }
}

function chain(nodes: readonly GraphNode[]): readonly GraphEdge[] {
  return nodes.slice(1).map((node, place) => ({ from: nodes[place]?.id ?? "", to: node.id }));
}

function more(box: string, missing: number, node: string): GraphNode {
  return { id: `${box}…`, kind: "more", label: `${missing} more rounds`, node, tasks: [], isBox: false };
}

function idOf(node: string, path: Path): string {
  return node + path.map((round) => `[${round}]`).join("");
}

/** All nodes that are drawn, outer ones first. */
export function* eachNode(graph: Graph): Generator<GraphNode> {
  for (const node of graph.nodes) {
    yield node;
    if (node.children !== undefined) yield* eachNode(node.children);
  }
}
