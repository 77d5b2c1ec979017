import { expect, test } from "vitest";
import { tickStep, ticks } from "./ticks.ts";

test.each([
  [950, 10, 100],
  [61_000, 8, 10_000],
  [3_600_000, 12, 300_000],
  [40 * 86_400_000, 10, 604_800_000],
])("%d ms with at most %d marks: every %d ms", (length, most, step) => {
  expect(tickStep(length, most)).toBe(step);
});

test("marks are round, from the beginning to the last that fits", () => {
  expect(ticks(4_200, 5)).toEqual([0, 1000, 2000, 3000, 4000]);
});
