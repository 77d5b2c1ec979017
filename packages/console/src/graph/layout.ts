/**
 * Where everything of a graph is drawn. Boxes are laid out from the inside out: a box whose nodes do not wait for each
 * other is a grid, any other is asked of a layout in layers, once for all boxes that look the same.
 */
import type { Graph, GraphNode } from "./graph-model.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is to be laid out in layers, by place. */
export interface Layers {
  readonly sizes: readonly Size[];
  readonly edges: readonly (readonly [from: number, to: number])[];
}

export interface Layered extends Size {
  readonly at: readonly Point[];
  /** Of each edge, from its source to its target. */
  readonly routes: readonly (readonly Point[])[];
}

export interface PlacedNode extends Size, Point {
  readonly node: GraphNode;
  /** The box that it stands in; x and y are from that one's corner. */
  readonly parent: string | undefined;
}

export interface PlacedEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** From the corner of the whole graph. */
  readonly route: readonly Point[];
}

export interface Layout extends Size {
  /** Boxes before what is in them. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export type LayInLayers = (layers: Layers) => Promise<Layered>;

export const measures = {
  task: { width: 208, height: 46 },
  box: { width: 208, height: 58 },
  more: { width: 208, height: 30 },
  /** Above what is in an open box: its name. */
  head: 30,
  padding: 12,
  gap: 12,
} as const;

export async function layOut(graph: Graph, inLayers: LayInLayers): Promise<Layout> {
  const known = new Map<string, Promise<Layered>>();
  const once: LayInLayers = (layers) => {
    const key = JSON.stringify(layers);
    const found = known.get(key) ?? inLayers(layers);
    known.set(key, found);
    return found;
  };
  const whole = await inside(graph, once);
  const nodes: PlacedNode[] = [];
  const edges: PlacedEdge[] = [];
  place(whole, undefined, { x: 0, y: 0 }, nodes, edges);
  return { width: whole.width, height: whole.height, nodes, edges };
}

interface Inside extends Size {
  readonly graph: Graph;
  readonly boxes: readonly (Inside | undefined)[];
  readonly sizes: readonly Size[];
  readonly laid: Layered;
}

async function inside(graph: Graph, inLayers: LayInLayers): Promise<Inside> {
  const boxes = await Promise.all(
    graph.nodes.map((node) => (node.children === undefined ? undefined : inside(node.children, inLayers))),
  );
  const sizes = graph.nodes.map((node, place) => sizeOf(node, boxes[place]));
  const places = new Map(graph.nodes.map((node, place) => [node.id, place]));
  const edges = graph.edges.flatMap(({ from, to }) => {
    const [source, target] = [places.get(from), places.get(to)];
    return source === undefined || target === undefined ? [] : [[source, target] as const];
  });
  const laid = edges.length === 0 ? grid(sizes) : await inLayers({ sizes, edges });
  return { graph, boxes, sizes, laid, width: laid.width, height: laid.height };
}

function sizeOf(node: GraphNode, box: Size | undefined): Size {
  if (box !== undefined) {
    return {
      width: Math.max(box.width + 2 * measures.padding, 140),
      height: box.height + measures.head + measures.padding,
    };
  }
  if (node.kind === "more") return measures.more;
  return node.kind === "task" ? measures.task : measures.box;
}

/** Rows of about the same width, about twice as wide as high. */
export function grid(sizes: readonly Size[]): Layered {
  const { gap } = measures;
  const area = sizes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = Math.max(...sizes.map(({ width }) => width), 0);
  const limit = Math.max(widest, Math.sqrt(area * 2));
  const at: Point[] = [];
  let [x, y, row, total] = [0, 0, 0, 0];
  for (const { width, height } of sizes) {
    if (x > 0 && x + width > limit) {
      x = 0;
      y += row + gap;
      row = 0;
    }
    at.push({ x, y });
    x += width + gap;
    row = Math.max(row, height);
    total = Math.max(total, x - gap);
  }
  return { at, routes: [], width: total, height: y + row };
}

function place(box: Inside, parent: string | undefined, origin: Point, nodes: PlacedNode[], edges: PlacedEdge[]): void {
  const corner: Point = parent === undefined ? { x: 0, y: 0 } : { x: measures.padding, y: measures.head };
  for (const [index, node] of box.graph.nodes.entries()) {
    const at = box.laid.at[index] ?? { x: 0, y: 0 };
    const size = box.sizes[index] ?? measures.task;
    const here = { x: at.x + corner.x, y: at.y + corner.y };
    nodes.push({ node, parent, ...here, width: size.width, height: size.height });
    const inner = box.boxes[index];
    if (inner !== undefined) place(inner, node.id, { x: origin.x + here.x, y: origin.y + here.y }, nodes, edges);
  }
  for (const [index, { from, to }] of box.graph.edges.entries()) {
    const route = (box.laid.routes[index] ?? []).map(({ x, y }) => ({
      x: x + origin.x + corner.x,
      y: y + origin.y + corner.y,
    }));
    edges.push({ id: `${from} ${to}`, from, to, route });
  }
}
