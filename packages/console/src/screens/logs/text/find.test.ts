import { describe, expect, test } from "vitest";
import { compile, linesWith, rangesIn, type Search } from "./find.ts";

function pattern(text: string, options: Partial<Search> = {}): RegExp {
  const compiled = compile({ text, isRegex: false, matchesCase: false, ...options });
  if (!(compiled instanceof RegExp)) throw new Error(compiled.problem);
  return compiled;
}

describe("searching", () => {
  test.each<[string, string, Partial<Search>, number[]]>([
    ["a\nloss\nb\nLOSS loss\n", "loss", {}, [1, 3]],
    ["a\nloss\nLOSS\n", "loss", { matchesCase: true }, [1]],
    ["x.y\nxzy\n", "x.y", {}, [0]],
    ["x.y\nxzy\n", "x.y", { isRegex: true }, [0, 1]],
    ["one\ntwo\nthree\n", "^t", { isRegex: true }, [1, 2]],
    ["a\n\nb\n", "^$", { isRegex: true }, [1]],
    ["a\nb\n", "", { isRegex: true }, [0, 1]],
    ["a\nb", "b", {}, [1]],
    ["日本\nテキスト\n", "キス", {}, [1]],
    ["(a-b)\n[c]\n", "(a-b)", {}, [0]],
    ["", "a", {}, []],
  ])("%j for %j finds its lines", (text, sought, options, lines) => {
    expect(linesWith(text, pattern(sought, options))).toEqual(lines);
  });

  test("says where in a line, and no more often than it is asked to", () => {
    expect(rangesIn("loss Loss", pattern("loss"))).toEqual([
      [0, 4],
      [5, 9],
    ]);
    expect(rangesIn("aaaa", pattern("a"), 2)).toHaveLength(2);
    expect(rangesIn("aaaa", pattern("b*", { isRegex: true }))).toEqual([]);
  });

  test("says what is wrong with an expression", () => {
    expect(compile({ text: "(", isRegex: true, matchesCase: false })).toMatchObject({
      problem: expect.stringContaining("Unterminated group"),
    });
  });
});
