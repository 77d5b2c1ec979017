import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffHunks, diffLines } from "./line-diff.ts";

const side = (lines: ReturnType<typeof diffLines>, without: "added" | "removed") =>
  lines.filter(({ kind }) => kind !== without).map(({ text }) => text);

describe("the difference of two texts", () => {
  it("is what was taken away and what was added", () => {
    expect(
      diffLines(["a", "b", "c", "d"], ["a", "x", "c", "d", "e"]).map(({ kind, text }) => `${kind} ${text}`),
    ).toEqual(["same a", "removed b", "added x", "same c", "same d", "added e"]);
  });

  it("makes each of them out of the other, with the fewest changes", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (from, to) => {
        const lines = diffLines(from, to);
        expect(side(lines, "added")).toEqual(from);
        expect(side(lines, "removed")).toEqual(to);
        expect(lines.filter(({ kind }) => kind === "same")).toHaveLength(longestCommon(from, to));
      }),
      { numRuns: 500 },
    );
  });

  it("of texts that have nothing in common takes no time", () => {
    const many = (word: string) => Array.from({ length: 20_000 }, (_, place) => `${word}${place}`);
    expect(diffLines(many("a"), many("b"))).toHaveLength(40_000);
  });
});

describe("hunks", () => {
  it("show three lines around each change, and say where they are", () => {
    const lines = Array.from({ length: 40 }, (_, place) => `line ${place + 1}`);
    const changed = lines.with(9, "other").with(29, "another");
    const hunks = diffHunks(lines.join("\n"), changed.join("\n"));
    expect(hunks.map(({ oldFrom, newFrom, lines }) => [oldFrom, newFrom, lines.length])).toEqual([
      [7, 7, 8],
      [27, 27, 8],
    ]);
  });

  it("are none where nothing changed", () => {
    expect(diffHunks("a\nb", "a\nb")).toEqual([]);
  });
});

function longestCommon(from: readonly string[], to: readonly string[]): number {
  const table = from.reduce<readonly number[]>(
    (above, left) => {
      const row = [0];
      for (const [place, right] of to.entries())
        row.push(left === right ? (above[place] ?? 0) + 1 : Math.max(row[place] ?? 0, above[place + 1] ?? 0));
      return row;
    },
    Array.from({ length: to.length + 1 }, () => 0),
  );
  return table.at(-1) ?? 0;
}
