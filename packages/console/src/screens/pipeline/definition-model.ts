/** Of a definition alone: its graph as it is drawn, and around it who needs whom. */
import { compile, type Node, type PipelineSpec, type Plan } from "@troupe/core";
import { buildGraph, type Graph, type GraphNode } from "../../graph/graph-model.ts";
import { expressionText } from "./expression-text.ts";

export interface Definition {
  readonly spec: PipelineSpec;
  readonly plan: Plan;
  /** In the order of the definition, what is inside of something behind it. */
  readonly outline: readonly OutlineRow[];
}

export interface OutlineRow {
  readonly id: string;
  readonly depth: number;
  readonly runs: string;
}

export function readDefinition(spec: PipelineSpec): Definition {
  const plan = compile(spec);
  const outline: OutlineRow[] = [];
  const visit = (graph: Graph, depth: number): void => {
    for (const node of graph.nodes) {
      // An arm stands in the outline as what is in it.
      const isArm = node.kind === "arm";
      if (!isArm) outline.push({ id: node.node, depth, runs: runsOf(node, spec) });
      if (node.children !== undefined) visit(node.children, isArm ? depth : depth + 1);
    }
  };
  visit(graphOf(plan, new Set()), 0);
  return { spec, plan, outline };
}

/** With what is in `closed` not opened. */
export function graphOf(plan: Plan, closed: ReadonlySet<string>): Graph {
  return buildGraph({ plan, isOpen: (id) => !closed.has(id) });
}

/** What runs it: "python", "approval"; of what is no step, its kind. */
export function runsOf({ node, kind }: Pick<GraphNode, "node" | "kind">, spec: PipelineSpec): string {
  if (kind !== "task") return kind;
  const declared = spec.nodes.find(({ id }) => id === node);
  return declared?.kind === "step" ? (spec.steps[declared.step]?.runs.kind ?? "step") : kind;
}

/** One line on it: what a map goes over, what a gate judges. */
export function noteOf(node: Node): string {
  switch (node.kind) {
    case "step":
      return node.step === node.id ? "" : node.step;
    case "map":
      return `each of ${expressionText(node.over)}`;
    case "loop":
      return `at most ${node.max} ${node.max === 1 ? "round" : "rounds"}`;
    case "branch":
    case "gate":
      return node.subject === undefined ? "" : `on ${expressionText(node.subject)}`;
    case "group":
      return "";
    case "finalizer":
      return "when everything else is over";
  }
}

export interface Neighbours {
  readonly needs: readonly string[];
  readonly neededBy: readonly string[];
}

export function neighboursOf(id: string, plan: Plan): Neighbours {
  const neededBy = [...plan.nodes.values()].filter(({ needs }) => needs.includes(id)).map((each) => each.id);
  return { needs: plan.nodes.get(id)?.needs ?? [], neededBy };
}
