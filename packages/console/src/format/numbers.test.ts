import { expect, test } from "vitest";
import { formatShare, formatValue, plural } from "./numbers.ts";

test("shares that are not all, or not nothing, are not told as such", () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(formatShare)).toEqual(["0 %", "< 1 %", "50 %", "99 %", "100 %"]);
});

test("values have four significant digits, or a name", () => {
  const values = [0, 0.123456, 12.5, 1234.5678, 0.00001234, 12345678, Number.NaN, -Infinity];
  expect(values.map(formatValue)).toEqual(["0", "0.1235", "12.5", "1234.568", "1.234e-5", "1.235e7", "NaN", "−∞"]);
});

test("one is singular", () => {
  expect([plural(1, "task"), plural(0, "task"), plural(12_345, "match", "matches")]).toEqual([
    "1 task",
    "0 tasks",
    "12,345 matches",
  ]);
});
