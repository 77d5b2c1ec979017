import type { Point } from "./elk-graph.ts";

/** A path of SVG along points, its corners rounded as far as the lines beside them allow. */
export function roundedPath(points: readonly Point[], radius = 8): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${first.x} ${first.y}`];
  for (const [place, corner] of rest.entries()) {
    const [before, after] = [points[place], points[place + 2]];
    if (before === undefined || after === undefined) parts.push(`L${corner.x} ${corner.y}`);
    else {
      const reach = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
      const [start, end] = [towards(corner, before, reach), towards(corner, after, reach)];
      parts.push(`L${start.x} ${start.y}Q${corner.x} ${corner.y} ${end.x} ${end.y}`);
    }
  }
  return parts.join("");
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const share = length / (distance(from, to) || 1);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
