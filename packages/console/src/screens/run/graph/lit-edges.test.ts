import { expect, test } from "vitest";
import type { Graph, GraphNode } from "../../../graph/graph-model.ts";
import { litEdges } from "./lit-edges.ts";

const node = (id: string, tasks: readonly string[], children?: Graph): GraphNode => ({
  id,
  kind: "task",
  label: id,
  node: id,
  tasks,
  isBox: children !== undefined,
  ...(children !== undefined && { children }),
});

const graph: Graph = {
  nodes: [
    node("a", ["a"]),
    node("each", ["b[0]", "c[0]"], { nodes: [node("b[0]", ["b[0]"]), node("c[0]", ["c[0]"])], edges: [] }),
    node("d", ["d"]),
  ],
  edges: [],
};

test("a path lights the edges of its tasks, and those of the boxes that it enters and leaves", () => {
  const lit = litEdges(graph, ["a", "b[0]", "c[0]", "d"]);
  for (const edge of ["a each", "b[0] c[0]", "each d"]) expect(lit).toContain(edge);
  expect(lit).not.toContain("a d");
});

test("a single task lights nothing", () => {
  expect(litEdges(graph, ["a"]).size).toBe(0);
});
