/** Which of many rows or columns of one size are drawn: what is seen, and some around it. */

export interface Window {
  /** The first one. */
  readonly from: number;
  /** Behind the last one. */
  readonly to: number;
}

export interface WindowOf {
  readonly count: number;
  /** Of each, in px. */
  readonly size: number;
  /** How far is scrolled, in px; browsers that bounce say less than nothing. */
  readonly offset: number;
  /** How much is seen, in px. */
  readonly view: number;
}

/**
 * Moves in steps of `step` with as much around what is seen: while one scrolls by less than a step nothing is drawn anew.
 */
export function windowOf({ count, size, offset, view }: WindowOf, step: number): Window {
  const first = Math.min(Math.max(0, Math.floor(offset / size)), Math.max(0, count - 1));
  const last = Math.min(count, Math.max(first + 1, Math.ceil((offset + view) / size)));
  const from = Math.max(0, Math.floor(first / step) * step - step);
  const to = Math.min(count, Math.ceil(last / step) * step + step);
  return { from, to };
}

/** How far to scroll so that one of them is seen in full: as little as that takes. */
export function revealed({ size, offset, view }: WindowOf, index: number): number {
  const [start, end] = [index * size, (index + 1) * size];
  if (start < offset) return start;
  return end > offset + view ? Math.max(0, end - view) : offset;
}
