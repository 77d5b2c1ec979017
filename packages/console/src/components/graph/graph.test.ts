import { createRequire } from "node:module";
import type { ELK } from "elkjs";
import { describe, expect, it } from "vitest";
import { roundedPath } from "./edge-path.ts";
import { boxHead, fromElk, type LayoutEdge, type LayoutNode, toElk } from "./elk-graph.ts";

// Of a CommonJS module each resolution of TypeScript sees another default.
const Elk = createRequire(import.meta.url)("elkjs") as new () => ELK;

const node = (id: string, parent: string | null = null): LayoutNode => ({ id, parent, width: 100, height: 40 });
const edge = (from: string, to: string): LayoutEdge => ({ id: `${from} ${to}`, from, to });

const layout = async (nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]) =>
  fromElk(await new Elk().layout(toElk(nodes, edges)));

describe("a layout", () => {
  const nodes = [node("list"), node("each"), node("clean", "each"), node("train", "each"), node("best")];
  const edges = [edge("list", "each"), edge("clean", "train"), edge("each", "best")];

  it("puts boxes around what is inside them, with room for their titles", async () => {
    const placed = await layout(nodes, edges);
    const [box, clean, train] = ["each", "clean", "train"].map((id) => placed.nodes.get(id));
    if (box === undefined || clean === undefined || train === undefined) throw new Error("not placed");
    expect(clean.y).toBeGreaterThanOrEqual(box.y + boxHead);
    expect(train.x).toBeGreaterThan(clean.x + clean.width);
    expect(train.x + train.width).toBeLessThan(box.x + box.width);
    expect([clean.width, clean.height]).toEqual([100, 40]);
  });

  it("leads lines from the right of their source to the left of their target, wherever these are", async () => {
    const placed = await layout(nodes, edges);
    for (const { id, from, to } of edges) {
      const [source, target] = [placed.nodes.get(from), placed.nodes.get(to)];
      const points = placed.edges.get(id)?.points ?? [];
      if (source === undefined || target === undefined) throw new Error("not placed");
      expect(points[0]?.x).toBeCloseTo(source.x + source.width);
      expect(points.at(-1)?.x).toBeCloseTo(target.x);
      expect(points.at(-1)?.y).toBeGreaterThan(target.y);
      expect(points.at(-1)?.y).toBeLessThan(target.y + target.height);
    }
  });

  it("keeps room for words, and drops lines that lead into a box", async () => {
    const label = { width: 60, height: 16 };
    const placed = await layout(nodes, [{ ...edge("list", "best"), label }, edge("list", "clean")]);
    expect(placed.edges.get("list best")?.label?.x).toBeGreaterThan(100);
    expect(placed.edges.has("list clean")).toBe(false);
  });
});

describe("a line with rounded corners", () => {
  const corner = [
    { x: 0, y: 0 },
    { x: 20, y: 0 },
    { x: 20, y: 6 },
  ];

  it("turns no farther than the shorter side allows", () => {
    expect(roundedPath(corner)).toBe("M0 0L17 0Q20 0 20 3L20 6");
  });

  it("is straight without corners, and nothing without points", () => {
    expect(roundedPath(corner.slice(0, 2))).toBe("M0 0L20 0");
    expect(roundedPath([])).toBe("");
    expect(roundedPath([corner[0], corner[0], corner[1]].filter((point) => point !== undefined))).not.toContain("NaN");
  });
});
