import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { revealed, windowOf } from "./window.ts";

const grid = { count: 200, size: 24, view: 480 };

describe("the window", () => {
  it("holds what is seen and a step around it", () => {
    expect(windowOf({ ...grid, offset: 0 }, 8)).toEqual({ from: 0, to: 32 });
    expect(windowOf({ ...grid, offset: 2400 }, 8)).toEqual({ from: 88, to: 128 });
  });

  it("stays the same while one scrolls by less than a step", () => {
    const windows = Array.from({ length: 8 * 24 }, (_, px) => windowOf({ ...grid, view: 24 * 8, offset: 960 + px }, 8));
    expect(new Set(windows.map(({ from }) => from))).toEqual(new Set([32]));
    expect(new Set(windows.map(({ to }) => to)).size).toBeLessThanOrEqual(2);
  });

  it("always holds all that is seen, and little more", () => {
    const arbitrary = fc.record({
      count: fc.integer({ min: 0, max: 500 }),
      size: fc.integer({ min: 4, max: 60 }),
      offset: fc.integer({ min: -200, max: 40_000 }),
      view: fc.integer({ min: 0, max: 2000 }),
    });
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 1, max: 16 }), (of, step) => {
        const { from, to } = windowOf(of, step);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(of.count);
        for (let at = 0; at < of.count; at++) {
          const isSeen = (at + 1) * of.size > of.offset && at * of.size < of.offset + of.view;
          if (isSeen) expect(from <= at && at < to).toBe(true);
        }
        expect(to - from).toBeLessThanOrEqual(of.view / of.size + 2 + 4 * step);
      }),
    );
  });
});

describe("showing one of them", () => {
  it("scrolls as little as that takes", () => {
    expect(revealed({ ...grid, offset: 240 }, 3)).toBe(72);
    expect(revealed({ ...grid, offset: 240 }, 12)).toBe(240);
    expect(revealed({ ...grid, offset: 240 }, 40)).toBe(41 * 24 - 480);
  });
});
