import { expect, test } from "vitest";
import { nextInGraph } from "./graph-keys.ts";
import type { GraphNode } from "./graph-model.ts";
import type { Layout, PlacedNode } from "./layout.ts";

const placed = (id: string, x: number, y: number, parent?: string, isBox = false): PlacedNode => {
  const node = {
    id,
    kind: "task",
    label: id,
    node: id,
    tasks: [],
    isBox,
    ...(isBox && { children: { nodes: [], edges: [] } }),
  };
  return { node: node as GraphNode, parent, x, y, width: 10, height: 10 };
};

const layout: Layout = {
  width: 0,
  height: 0,
  nodes: [
    placed("a", 0, 0),
    placed("b", 0, 50),
    placed("box", 100, 0, undefined, true),
    placed("c", 5, 5, "box"),
    placed("d", 200, 50),
  ],
  edges: [{ id: "a d", from: "a", to: "d", route: [] }],
};

test.each([
  ["ArrowRight", undefined, "a"],
  ["ArrowRight", "a", "d"],
  ["ArrowLeft", "d", "a"],
  ["ArrowDown", "a", "b"],
  ["k", "b", "a"],
  // No edge leads on: what stands there, also in a box.
  ["l", "b", "c"],
  ["ArrowUp", "a", undefined],
  ["x", "a", undefined],
])("%s from %s leads to %s", (key, from, to) => {
  expect(nextInGraph(key, from, layout)).toBe(to);
});
