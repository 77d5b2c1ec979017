/** One curve: what one attempt measured under one name, as typed arrays that grow. */

export interface CurveOf {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  readonly name: string;
}

export type XAxis = "step" | "time";

/** Points in order of x. Do not write into the arrays. */
export interface Points {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

/** A curve has no more points: then each two neighbours become one, which keeps lows and highs. */
export const mostPoints = 1_000_000;

const columns = ["steps", "values", "at"] as const;
type Column = (typeof columns)[number];

export class Curve {
  readonly of: CurveOf;
  readonly key: string;
  /** Grows with each change: what was made of the points is out of date when it has grown. */
  revision = 0;
  /** How many points each one stands for. */
  thinned = 1;
  readonly #most: number;
  #length = 0;
  #data: Record<Column, Float64Array> = {
    steps: new Float64Array(64),
    values: new Float64Array(64),
    at: new Float64Array(64),
  };
  readonly #made = new Map<string, { readonly revision: number; readonly points: Points }>();

  constructor(of: CurveOf, most = mostPoints) {
    this.of = of;
    this.key = curveKey(of);
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  append(steps: Float64Array, values: Float64Array, at: Float64Array): void {
    this.#reserve(this.#length + values.length);
    const added = { steps, values, at };
    for (const column of columns) this.#data[column].set(added[column], this.#length);
    this.#length += values.length;
    this.revision++;
    while (this.#length > this.#most) this.#thin();
  }

  get values(): Float64Array {
    return this.#data.values.subarray(0, this.#length);
  }

  get last(): number | undefined {
    return this.#length === 0 ? undefined : this.#data.values[this.#length - 1];
  }

  /** Milliseconds. */
  timeAt(index: number): number | undefined {
    return index < this.#length ? this.#data.at[index] : undefined;
  }

  /**
   * By step, or, where the program gave none, by their count from 0; or by seconds since an instant. Points that share an x
   * stay in their order.
   */
  points(x: XAxis, sinceMs = 0): Points {
    const key = `${x}:${sinceMs}`;
    const known = this.#made.get(key);
    if (known?.revision === this.revision) return known.points;
    const xs = new Float64Array(this.#length);
    for (let index = 0; index < xs.length; index++) xs[index] = this.#xAt(x, index, sinceMs);
    const points = inOrder(xs, this.values);
    this.#made.clear();
    this.#made.set(key, { revision: this.revision, points });
    return points;
  }

  #xAt(x: XAxis, index: number, sinceMs: number): number {
    if (x === "time") return ((this.#data.at[index] ?? 0) - sinceMs) / 1000;
    const step = this.#data.steps[index] ?? Number.NaN;
    return Number.isNaN(step) ? index * this.thinned : step;
  }

  #reserve(length: number): void {
    if (length <= this.#data.values.length) return;
    const size = Math.max(length, this.#data.values.length * 2);
    for (const column of columns) {
      const larger = new Float64Array(size);
      larger.set(this.#data[column].subarray(0, this.#length));
      this.#data[column] = larger;
    }
  }

  /** Of each four points the lowest and the highest stay, in their order; what is no number wins over both. */
  #thin(): void {
    const { values } = this.#data;
    let kept = 0;
    for (let first = 0; first < this.#length; first += 4) {
      const end = Math.min(first + 4, this.#length);
      const [low, high] = extremes(values, first, end);
      for (const index of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
        for (const column of columns) this.#data[column][kept] = this.#data[column][index] ?? 0;
        kept++;
      }
    }
    this.#length = kept;
    this.thinned *= 2;
    this.revision++;
  }
}

export function curveKey({ runId, task, attempt, name }: CurveOf): string {
  return JSON.stringify([runId, task, attempt, name]);
}

function extremes(values: Float64Array, from: number, to: number): readonly [low: number, high: number] {
  let low = from;
  let high = from;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? 0;
    if (Number.isNaN(value)) return [index, index];
    if (value < (values[low] ?? 0)) low = index;
    if (value > (values[high] ?? 0)) high = index;
  }
  return [low, high];
}

function inOrder(xs: Float64Array, ys: Float64Array): Points {
  let isInOrder = true;
  for (let index = 1; index < xs.length && isInOrder; index++) isInOrder = (xs[index] ?? 0) >= (xs[index - 1] ?? 0);
  if (isInOrder) return { xs, ys };
  const order = Uint32Array.from(xs.keys()).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0) || a - b);
  return {
    xs: Float64Array.from(order, (index) => xs[index] ?? 0),
    ys: Float64Array.from(order, (index) => ys[index] ?? 0),
  };
}
