/**
 * As many points as a screen shows: of all that fall into one column of pixels, the lowest and the highest, in their order.
 * No spike is lost, and a million points are drawn as quickly as a thousand.
 */
import { blockPoints, blocksOf } from "./blocks.ts";
import type { Points } from "./curve.ts";

/** null: the line breaks here. undefined: this curve has no point at this x, and its line goes on. */
export type Drawn = number | null | undefined;

export interface Chart {
  /** Not every point is drawn: its lines are dense. */
  readonly isDense: boolean;
  readonly xs: readonly number[];
  /** By curve. */
  readonly ys: readonly (readonly Drawn[])[];
  /** Where a curve has a value that no line can show. */
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly curve: number;
  readonly x: number;
  readonly value: number;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** On a scale of logarithms nothing below, and not even zero, has a place. */
export type Scale = "linear" | "log";

/** A curve has no more marks: there may be as many NaNs as points. */
const mostMarks = 200;

/** `columns`: pixels of width, at most. The points just outside of the range are there as well, so that lines reach its edges. */
export function chartOf(curves: readonly Points[], range: Range, columns: number, scale: Scale = "linear"): Chart {
  const parts = curves.map((points) => ({ points, ...partOf(points, range) }));
  const count = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  return count <= columns * 2 ? exact(parts, scale) : decimated(parts, range, columns, scale);
}

interface Part {
  readonly points: Points;
  readonly from: number;
  readonly to: number;
}

function partOf({ xs }: Points, range: Range): { readonly from: number; readonly to: number } {
  const from = Math.max(0, firstAtLeast(xs, range.from) - 1);
  return { from, to: Math.min(xs.length, firstAtLeast(xs, range.to, true) + 1) };
}

/** The first index whose x is at least that; `beyond`: more than that. */
function firstAtLeast(xs: Float64Array, x: number, beyond = false): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = xs[middle] ?? 0;
    if (value < x || (beyond && value === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Few points: each has its place. Points of one curve that share an x are drawn one after the other at it. */
function exact(parts: readonly Part[], scale: Scale): Chart {
  const places = new Map<number, number>();
  for (const { points, from, to } of parts) {
    const seen = new Map<number, number>();
    for (let index = from; index < to; index++) {
      const x = points.xs[index] ?? 0;
      const times = (seen.get(x) ?? 0) + 1;
      seen.set(x, times);
      places.set(x, Math.max(places.get(x) ?? 0, times));
    }
  }
  const xs = [...places].toSorted(([a], [b]) => a - b).flatMap(([x, times]) => Array<number>(times).fill(x));
  const marks: Mark[] = [];
  const ys = parts.map(({ points, from, to }, curve) => {
    const drawn: Drawn[] = Array(xs.length).fill(undefined);
    let place = 0;
    for (let index = from; index < to; index++, place++) {
      const x = points.xs[index] ?? 0;
      while ((xs[place] ?? x) < x) place++;
      drawn[place] = drawable(points.ys[index] ?? 0, scale);
      note(marks, curve, x, points.ys[index] ?? 0);
    }
    return drawn;
  });
  return { isDense: false, xs, ys, marks };
}

function decimated(parts: readonly Part[], range: Range, columns: number, scale: Scale): Chart {
  const width = (range.to - range.from) / columns || 1;
  // One column more on each side, for the points outside.
  const xs = Array.from({ length: (columns + 2) * 2 }, (_, place) => range.from + (place / 2 - 1 + 0.25) * width);
  const marks: Mark[] = [];
  const ys = parts.map((part, curve) =>
    columnsOf(part, range, width, columns, scale, (x, y) => note(marks, curve, x, y)),
  );
  return { isDense: true, xs, ys, marks };
}

function columnsOf(
  { points, from, to }: Part,
  range: Range,
  width: number,
  columns: number,
  scale: Scale,
  mark: (x: number, y: number) => void,
): Drawn[] {
  const { xs, ys } = points;
  const drawing = new Columns(columns + 2);
  // A column of few points is looked at point by point; of many, by blocks, each of which lies where its first point does.
  const blocks = to - from > columns * blockPoints * 2 ? blocksOf(points) : undefined;
  const mostOdd = scale === "log" ? 0 : 1;
  for (let index = from; index < to; ) {
    const x = xs[index] ?? 0;
    drawing.open(Math.max(0, Math.min(columns + 1, Math.floor((x - range.from) / width) + 1)));
    const block = index / blockPoints;
    if (
      blocks !== undefined &&
      Number.isInteger(block) &&
      index + blockPoints <= to &&
      (blocks.oddness[block] ?? 2) <= mostOdd
    ) {
      drawing.add(blocks.lows[block] ?? 0, blocks.highs[block] ?? 0, blocks.isLowFirst[block] === 1);
      index += blockPoints;
      continue;
    }
    const y = ys[index] ?? 0;
    if (Number.isFinite(y) && (scale === "linear" || y > 0)) drawing.add(y, y, true);
    else {
      drawing.break();
      mark(x, y);
    }
    index++;
  }
  return drawing.close();
}

/** Columns of pixels, from left to right; each has two places, for its low and its high in their order. */
class Columns {
  readonly #drawn: Drawn[];
  #column = -1;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  #isLowFirst = true;
  #isBroken = false;

  constructor(count: number) {
    this.#drawn = Array(count * 2).fill(undefined);
  }

  open(column: number): void {
    if (column === this.#column) return;
    this.close();
    this.#column = column;
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = Number.NEGATIVE_INFINITY;
    this.#isBroken = false;
  }

  add(low: number, high: number, isLowFirst: boolean): void {
    const isLower = low < this.#low;
    const isHigher = high > this.#high;
    if (isLower) this.#low = low;
    if (isHigher) this.#high = high;
    // The one that was found last is the later one.
    if (isLower && isHigher) this.#isLowFirst = isLowFirst;
    else if (isLower) this.#isLowFirst = false;
    else if (isHigher) this.#isLowFirst = true;
  }

  break(): void {
    this.#isBroken = true;
  }

  close(): Drawn[] {
    const place = this.#column * 2;
    if (place < 0) return this.#drawn;
    const [first, second] = this.#isLowFirst ? [this.#low, this.#high] : [this.#high, this.#low];
    if (this.#low > this.#high) this.#drawn[place] = this.#isBroken ? null : undefined;
    else {
      this.#drawn[place] = first;
      this.#drawn[place + 1] = this.#isBroken ? null : first === second ? undefined : second;
    }
    return this.#drawn;
  }
}

function drawable(value: number, scale: Scale): number | null {
  return Number.isFinite(value) && (scale === "linear" || value > 0) ? value : null;
}

function note(marks: Mark[], curve: number, x: number, value: number): void {
  if (!Number.isFinite(value) && marks.length < mostMarks) marks.push({ curve, x, value });
}

/** Lowest and highest of what is drawn; undefined if nothing is. */
export function extentOf(ys: readonly (readonly Drawn[])[]): readonly [low: number, high: number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const each of ys)
    for (const y of each) {
      if (y === null || y === undefined) continue;
      if (y < low) low = y;
      if (y > high) high = y;
    }
  return low > high ? undefined : [low, high];
}
