/**
 * Lows and highs of a curve by blocks of its points, made once: so that a view of a hundred thousand points looks at some
 * thousands of numbers, and moving it costs a millisecond.
 */
import type { Points } from "./curve.ts";

export const blockPoints = 8;

export interface Blocks {
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** 1 where the low comes before the high. */
  readonly isLowFirst: Uint8Array;
  /** 0: all values are above zero. 1: all are finite. 2: some are not, and the points themselves have to be looked at. */
  readonly oddness: Uint8Array;
}

const made = new WeakMap<Points, Blocks>();

export function blocksOf(points: Points): Blocks {
  const known = made.get(points);
  if (known !== undefined) return known;
  const blocks = blocksOfValues(points.ys);
  made.set(points, blocks);
  return blocks;
}

/** Made elsewhere: nothing is left to be made here. */
export function keepBlocks(points: Points, blocks: Blocks): void {
  made.set(points, blocks);
}

export function blocksOfValues(ys: Float64Array): Blocks {
  const count = Math.ceil(ys.length / blockPoints);
  const lows = new Float64Array(count);
  const highs = new Float64Array(count);
  const isLowFirst = new Uint8Array(count);
  const oddness = new Uint8Array(count);
  for (let block = 0; block < count; block++) {
    let low = block * blockPoints;
    let high = low;
    const end = Math.min(low + blockPoints, ys.length);
    for (let index = low; index < end; index++) {
      const y = ys[index] ?? 0;
      if (!(y > 0 && y < Number.POSITIVE_INFINITY))
        oddness[block] = Number.isFinite(y) ? Math.max(1, oddness[block] ?? 0) : 2;
      if (y < (ys[low] ?? 0)) low = index;
      if (y > (ys[high] ?? 0)) high = index;
    }
    lows[block] = ys[low] ?? 0;
    highs[block] = ys[high] ?? 0;
    isLowFirst[block] = low <= high ? 1 : 0;
  }
  return { lows, highs, isLowFirst, oddness };
}
