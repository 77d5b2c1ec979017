import type { Point } from "./layout.ts";

/** As the `d` of an SVG path; corners are rounded where there is room. */
export function routePath(route: readonly Point[], radius = 8): string {
  const [first, ...rest] = route;
  if (first === undefined) return "";
  const [last] = rest;
  // Straight from one to the other: a curve that leaves and arrives level is easier to follow among many.
  if (last !== undefined && rest.length === 1 && first.y !== last.y) {
    const middle = (first.x + last.x) / 2;
    return `M${at(first)}C${at({ x: middle, y: first.y })} ${at({ x: middle, y: last.y })} ${at(last)}`;
  }
  const parts = [`M${at(first)}`];
  for (const [place, point] of rest.entries()) {
    const before = place === 0 ? first : rest[place - 1];
    const after = rest[place + 1];
    if (before === undefined || after === undefined) parts.push(`L${at(point)}`);
    else {
      const reach = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2);
      parts.push(`L${at(towards(point, before, reach))}`, `Q${at(point)} ${at(towards(point, after, reach))}`);
    }
  }
  return parts.join("");
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, reach: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * reach, y: from.y + ((to.y - from.y) / length) * reach };
}
