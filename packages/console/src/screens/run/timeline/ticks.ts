/** Where a time axis has its marks. Pure. */

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
] as const;

/** Milliseconds between marks, so that there are at most so many. */
export function tickStep(lengthMs: number, most: number): number {
  return steps.find((step) => lengthMs / step <= most) ?? steps[steps.length - 1] ?? lengthMs;
}

/** Since the beginning, in round numbers. */
export function ticks(lengthMs: number, most: number): readonly number[] {
  const step = tickStep(lengthMs, most);
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, place) => place * step);
}
