import { describe, expect, test } from "vitest";
import { NumberedLines } from "./numbered-lines.ts";

function read(...pieces: string[]): NumberedLines {
  const lines = new NumberedLines(4);
  for (const piece of pieces) lines.take(Buffer.from(piece));
  return lines;
}

describe("NumberedLines", () => {
  test("counts lines that come in any pieces", () => {
    expect(read("001\n00", "2\n", "003\n").countedAgainst(3)).toEqual({ lost: 0, duplicated: 0 });
  });

  test("misses what was skipped, and what never came", () => {
    expect(read("001\n004\n").countedAgainst(6)).toEqual({ lost: 4, duplicated: 0 });
  });

  test("sees what comes twice, or late", () => {
    expect(read("001\n002\n002\n001\n003\n").countedAgainst(3)).toEqual({ lost: 0, duplicated: 2 });
  });

  test("refuses a torn line", () => {
    expect(() => read("001\n0x2\n")).toThrow("byte 1 of a line is 120");
    expect(() => read("0012")).toThrow("does not end");
  });
});
