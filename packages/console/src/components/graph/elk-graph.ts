/** Graphs as elk takes them and gives them back: boxes hold what is inside, with positions from their own corner. */
import type { ElkExtendedEdge, ElkNode, LayoutOptions } from "elkjs/lib/elk-api.js";

export interface LayoutNode {
  readonly id: string;
  /** The box around it. */
  readonly parent: string | null;
  /** Pixels; a box with something inside is as large as that takes. */
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Room for the words on it, in px. */
  readonly label?: { readonly width: number; readonly height: number };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

/** All positions from the corner of the whole. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, Placed>;
  readonly edges: ReadonlyMap<string, PlacedEdge>;
}

export interface PlacedEdge {
  /** From its source to its target. */
  readonly points: readonly Point[];
  /** Corner of the room for its words. */
  readonly label: Point | undefined;
}

/** Of the title of a box. */
export const boxHead = 34;

const root = "#";

const common: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.spacing.nodeNode": "16",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "10",
  "elk.layered.spacing.nodeNodeBetweenLayers": "44",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  // What stands first in the definition stands at the top, and stays there when something is added.
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
};

const inBox: LayoutOptions = { ...common, "elk.padding": `[top=${boxHead + 6},left=16,bottom=16,right=16]` };

interface Mutable extends ElkNode {
  children: Mutable[];
  edges: ElkExtendedEdge[];
}

export function toElk(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): ElkNode {
  const whole: Mutable = { id: root, layoutOptions: common, children: [], edges: [] };
  const made = new Map<string, Mutable>();
  const around = new Map<string, Mutable>();
  for (const { id, parent, width, height } of nodes) {
    const node: Mutable = { id, width, height, layoutOptions: inBox, children: [], edges: [] };
    const box = (parent === null ? undefined : made.get(parent)) ?? whole;
    box.children.push(node);
    made.set(id, node);
    around.set(id, box);
  }
  for (const { id, from, to, label } of edges) {
    const box = around.get(from);
    if (box === undefined || box !== around.get(to)) continue;
    const labels =
      label === undefined ? [] : [{ text: id, ...label, layoutOptions: { "elk.edgeLabels.inline": "true" } }];
    box.edges.push({ id, sources: [from], targets: [to], labels });
  }
  return whole;
}

export function fromElk(whole: ElkNode): GraphLayout {
  const nodes = new Map<string, Placed>();
  const edges = new Map<string, PlacedEdge>();
  const visit = (box: ElkNode, { x, y }: Point): void => {
    for (const edge of box.edges ?? []) edges.set(edge.id ?? "", placed(edge, { x, y }));
    for (const child of box.children ?? []) {
      const corner = { x: x + (child.x ?? 0), y: y + (child.y ?? 0) };
      nodes.set(child.id, { ...corner, width: child.width ?? 0, height: child.height ?? 0 });
      visit(child, corner);
    }
  };
  visit(whole, { x: 0, y: 0 });
  return { width: whole.width ?? 0, height: whole.height ?? 0, nodes, edges };
}

function placed({ sections = [], labels = [] }: ElkExtendedEdge, corner: Point): PlacedEdge {
  const from = (point: Point): Point => ({ x: corner.x + point.x, y: corner.y + point.y });
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [label] = labels;
  return {
    points: points.map(from),
    label: label === undefined ? undefined : from({ x: label.x ?? 0, y: label.y ?? 0 }),
  };
}
