import { describe, expect, test } from "vitest";
import { LogParts } from "./log-parts.ts";

function partsOf(pieces: readonly (readonly [offset: number, length: number, at: number])[], most?: number) {
  const parts = new LogParts(most);
  for (const [offset, length, at] of pieces) parts.add({ offset, length, at });
  return parts.parts;
}

describe("the parts of a sealed log", () => {
  test("keep when bytes came, where that tells anything", () => {
    const pieces = partsOf([
      [0, 10, 1000],
      [10, 10, 1049],
      [20, 10, 1050],
    ]);
    expect(pieces).toEqual([
      { offset: 0, length: 20, at: 1000 },
      { offset: 20, length: 10, at: 1050 },
    ]);
  });

  test("are few, however long it went on: then they are coarser", () => {
    const pieces = Array.from({ length: 10_000 }, (_, index) => [index * 10, 10, index * 1000] as const);
    const parts = partsOf(pieces, 100);
    expect(parts.length).toBeLessThanOrEqual(100);
    expect(parts.length).toBeGreaterThan(40);
    expect(parts[0]).toMatchObject({ offset: 0, at: 0 });
    expect(parts.every((part, index) => index === 0 || part.offset === end(parts[index - 1]))).toBe(true);
    expect(end(parts.at(-1))).toBe(100_000);
  });

  test("never close a gap", () => {
    const pieces = Array.from({ length: 500 }, (_, index) => [index * 20, 10, 0] as const);
    expect(partsOf(pieces, 10)).toHaveLength(500);
  });
});

function end(part: { readonly offset: number; readonly length: number } | undefined): number {
  return part === undefined ? Number.NaN : part.offset + part.length;
}
