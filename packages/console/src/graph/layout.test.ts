import { expect, test } from "vitest";
import type { Graph, GraphNode } from "./graph-model.ts";
import { grid, type Layers, layOut, measures, type PlacedNode } from "./layout.ts";

const task = (id: string): GraphNode => ({ id, kind: "task", label: id, node: id, tasks: [id], isBox: false });
const box = (id: string, children: Graph): GraphNode => ({ ...task(id), kind: "group", isBox: true, children });

/** One below the other, each in a layer of its own. */
const asked: Layers[] = [];
async function inAColumn(layers: Layers) {
  asked.push(layers);
  let y = 0;
  const at = layers.sizes.map(({ height }) => {
    const here = { x: 0, y };
    y += height + 10;
    return here;
  });
  const width = Math.max(...layers.sizes.map((size) => size.width));
  const routes = layers.edges.map(([from, to]) => [at[from] ?? { x: 0, y: 0 }, at[to] ?? { x: 0, y: 0 }]);
  return { at, routes, width, height: y - 10 };
}

const pair = (a: string, b: string): Graph => ({ nodes: [task(a), task(b)], edges: [{ from: a, to: b }] });

test("what is in a box lies in it, below its name, and beside nothing else", async () => {
  const layout = await layOut(
    { nodes: [box("x", pair("a", "b")), task("c")], edges: [{ from: "x", to: "c" }] },
    inAColumn,
  );
  const at = new Map(layout.nodes.map((placed) => [placed.node.id, placed]));
  const [x, a, b, c] = ["x", "a", "b", "c"].map((id) => at.get(id) as PlacedNode);
  expect(a).toMatchObject({ parent: "x", x: measures.padding, y: measures.head });
  expect((b?.y ?? 0) + (b?.height ?? 0) + measures.padding).toBe(x?.height);
  expect(c?.y).toBe((x?.height ?? 0) + 10);
  expect(layout.nodes.map(({ node }) => node.id)).toEqual(["x", "a", "b", "c"]);
});

test("routes are from the corner of the whole graph, whatever box they are in", async () => {
  const layout = await layOut(
    { nodes: [task("c"), box("x", pair("a", "b"))], edges: [{ from: "c", to: "x" }] },
    inAColumn,
  );
  const boxY = measures.task.height + 10;
  expect(layout.edges.find(({ from }) => from === "a")?.route[0]).toEqual({
    x: measures.padding,
    y: boxY + measures.head,
  });
});

test("boxes that look the same are laid out once", async () => {
  asked.length = 0;
  const rounds = Array.from({ length: 50 }, (_, round) => box(`r${round}`, pair(`a${round}`, `b${round}`)));
  await layOut({ nodes: rounds, edges: [] }, inAColumn);
  expect(asked).toHaveLength(1);
});

test("a grid overlaps nothing, and is wider than high", () => {
  const sizes = Array.from({ length: 40 }, (_, index) => ({ width: 208, height: index % 3 === 0 ? 90 : 46 }));
  const { at, width, height } = grid(sizes);
  expect(width).toBeGreaterThan(height);
  for (const [one, a] of at.entries())
    for (const [other, b] of at.entries()) {
      if (one >= other) continue;
      const [sizeA, sizeB] = [sizes[one], sizes[other]];
      const apart =
        a.x + (sizeA?.width ?? 0) <= b.x ||
        b.x + (sizeB?.width ?? 0) <= a.x ||
        a.y + (sizeA?.height ?? 0) <= b.y ||
        b.y + (sizeB?.height ?? 0) <= a.y;
      expect(apart).toBe(true);
    }
});
