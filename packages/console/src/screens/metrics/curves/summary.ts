/** What a curve comes to, in numbers: for tables, and for those who do not see curves. */

export interface Summary {
  readonly count: number;
  readonly last: number;
  /** Of the finite values; NaN if there are none. */
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Values that are no finite numbers. */
  readonly odd: number;
}

export function summarize(values: Float64Array): Summary | undefined {
  const last = values.at(-1);
  if (last === undefined) return undefined;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let odd = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) odd++;
    else {
      sum += value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const finite = values.length - odd;
  const none = finite === 0;
  return {
    count: values.length,
    last,
    low: none ? Number.NaN : low,
    high: none ? Number.NaN : high,
    mean: sum / finite,
    odd,
  };
}
