/** Smoothing: an exponential moving average that is not drawn to zero at its beginning. */

/**
 * `weight` is what the past counts, from 0 (nothing is smoothed) up to, and without, 1. A value that is no finite number
 * stays as it is, and the average goes on behind it.
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return values;
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let total = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (!Number.isFinite(value)) {
      smoothed[index] = value;
      continue;
    }
    sum = sum * weight + value * (1 - weight);
    total = total * weight + (1 - weight);
    smoothed[index] = sum / total;
  }
  return smoothed;
}
