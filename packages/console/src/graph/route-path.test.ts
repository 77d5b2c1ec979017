import { expect, test } from "vitest";
import { routePath } from "./route-path.ts";

test("corners are round, ends are where they were", () => {
  const route = [
    { x: 0, y: 0 },
    { x: 20, y: 0 },
    { x: 20, y: 30 },
  ];
  expect(routePath(route)).toBe("M0 0L12 0Q20 0 20 8L20 30");
});

test("a corner without room is as round as it can be", () => {
  const route = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 4 },
  ];
  expect(routePath(route)).toBe("M0 0L2 0Q4 0 4 2L4 4");
});

test("two points are a curve that leaves and arrives level, or a line; none is nothing", () => {
  const from = { x: 0, y: 2 };
  expect(routePath([from, { x: 10, y: 4 }])).toBe("M0 2C5 2 5 4 10 4");
  expect(routePath([from, { x: 10, y: 2 }])).toBe("M0 2L10 2");
  expect(routePath([])).toBe("");
});
