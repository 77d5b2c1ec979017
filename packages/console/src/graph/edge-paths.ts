/** Edges as few paths: those of one kind that begin near each other are one, so that what is out of sight is not painted. */
import type { PlacedEdge } from "./layout.ts";
import { routePath } from "./route-path.ts";

/** From the one drawn first. */
const ranks = ["plain", "lit", "touched"] as const;
export type EdgeRank = (typeof ranks)[number];

export interface EdgePath {
  readonly key: string;
  readonly rank: EdgeRank;
  /** The `d` of an SVG path. */
  readonly path: string;
}

/** Pixels of a square whose edges are one path: about a screen. */
const squarePixels = 1200;

/** In the order in which they are to be drawn. */
export function edgePaths(edges: readonly PlacedEdge[], rankOf: (edge: PlacedEdge) => EdgeRank): readonly EdgePath[] {
  const byRank = Map.groupBy(edges, rankOf);
  return ranks.flatMap((rank) =>
    [...Map.groupBy(byRank.get(rank) ?? [], squareOf)].map(([square, inIt]) => ({
      key: `${rank} ${square}`,
      rank,
      path: inIt.map(pathOf).join(""),
    })),
  );
}

function squareOf({ route }: PlacedEdge): string {
  const { x = 0, y = 0 } = route[0] ?? {};
  return `${Math.floor(x / squarePixels)} ${Math.floor(y / squarePixels)}`;
}

/** Edges are the same objects as long as their layout is: a path that becomes lit is not made again. */
const made = new WeakMap<PlacedEdge, string>();

function pathOf(edge: PlacedEdge): string {
  const path = made.get(edge) ?? routePath(edge.route);
  made.set(edge, path);
  return path;
}
