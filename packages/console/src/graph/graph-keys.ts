/** Which node a key leads to: right and left along the edges, up and down to what stands nearest. Pure. */
import type { Layout, PlacedNode } from "./layout.ts";

export function nextInGraph(key: string, selected: string | undefined, layout: Layout): string | undefined {
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const at = absolute(layout);
  const from = selected === undefined ? undefined : at.get(selected);
  if (from === undefined || selected === undefined) return layout.nodes.find(isLeaf)?.node.id;
  if (direction === "right" || direction === "left") {
    const along = direction === "right" ? followers(layout, selected) : leaders(layout, selected);
    const found = nearest(along, at, from, () => true);
    if (found !== undefined) return found;
  }
  const leaves = layout.nodes.filter(isLeaf).map(({ node }) => node.id);
  return nearest(leaves, at, from, (to) => isTowards(direction, from, to));
}

type Direction = "left" | "right" | "up" | "down";

const directions: Readonly<Record<string, Direction>> = {
  ArrowRight: "right",
  ArrowLeft: "left",
  ArrowUp: "up",
  ArrowDown: "down",
  l: "right",
  h: "left",
  k: "up",
  j: "down",
};

interface Middle {
  readonly x: number;
  readonly y: number;
}

function isLeaf({ node }: PlacedNode): boolean {
  return node.children === undefined && node.kind !== "more";
}

function followers({ edges }: Layout, id: string): readonly string[] {
  return edges.filter(({ from }) => from === id).map(({ to }) => to);
}

function leaders({ edges }: Layout, id: string): readonly string[] {
  return edges.filter(({ to }) => to === id).map(({ from }) => from);
}

/** Middles, from the corner of the whole graph. */
function absolute({ nodes }: Layout): ReadonlyMap<string, Middle> {
  const corners = new Map<string, Middle>();
  const middles = new Map<string, Middle>();
  for (const { node, parent, x, y, width, height } of nodes) {
    const around = (parent === undefined ? undefined : corners.get(parent)) ?? { x: 0, y: 0 };
    corners.set(node.id, { x: around.x + x, y: around.y + y });
    middles.set(node.id, { x: around.x + x + width / 2, y: around.y + y + height / 2 });
  }
  return middles;
}

function isTowards(direction: Direction, from: Middle, to: Middle): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (direction === "up" || direction === "down") return (direction === "up" ? -dy : dy) > 4 && Math.abs(dx) < 240;
  return (direction === "left" ? -dx : dx) > 4;
}

function nearest(
  ids: readonly string[],
  at: ReadonlyMap<string, Middle>,
  from: Middle,
  isMeant: (to: Middle) => boolean,
): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const to = at.get(id);
    if (to === undefined || !isMeant(to)) continue;
    const distance = Math.hypot(to.x - from.x, (to.y - from.y) * 1.5);
    if (distance < least && distance > 0) [best, least] = [id, distance];
  }
  return best;
}
