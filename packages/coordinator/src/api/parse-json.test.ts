import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

describe("parseJson", () => {
  test.each([
    ["", "it ends too early at line 1, column 1 (position 0)"],
    ['{"a": x}', 'unexpected "x" at line 1, column 7 (position 6)'],
    ['{"a": 1', "it ends too early at line 1, column 8 (position 7)"],
    ['{\n  "a": 1,\n}', 'unexpected "}" at line 3, column 1 (position 12)'],
    ["[1, 2] 3", 'unexpected "3" at line 1, column 8 (position 7)'],
    ["[01]", 'unexpected "1" at line 1, column 3 (position 2)'],
    ['"a\nb"', 'unexpected "\\n" at line 1, column 3 (position 2)'],
    ['{"a" 1}', 'unexpected "1" at line 1, column 6 (position 5)'],
    ["😀", 'unexpected "😀" at line 1, column 1 (position 0)'],
  ])("says where %j breaks", (text, where) => {
    expect(parseJson(text)).toEqual({ problem: `is not JSON: ${where}` });
  });

  test("refuses what is nested too deeply, without walking into it", () => {
    const deep = "[".repeat(1_000_000);
    expect(parseJson(deep)).toEqual({
      problem: expect.stringContaining("nested deeper than 128 levels at line 1, column 129"),
    });
  });

  test.each([`"\\ud83d"`, `{"a":["\\uDE00x"]}`, `{"\\ud83d":1}`])("refuses %s: half of a character", (text) => {
    expect(parseJson(text)).toEqual({ problem: expect.stringContaining("half of a character") });
  });

  test("takes whole characters in escapes", () => {
    expect(parseJson(`"\\ud83d\\ude00"`)).toEqual({ value: "\u{1f600}" });
    expect(parseJson(`"\\\\ud83d"`)).toEqual({ value: "\\ud83d" });
  });

  test("brackets in strings are no nesting", () => {
    expect(parseJson(`"${'[\\"{'.repeat(200)}"`)).toHaveProperty("value");
  });

  test("takes what JSON.parse takes, and nothing else", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual({ value: JSON.parse(JSON.stringify(value)) });
      }),
    );
  });

  test("finds a fault in every text that JSON.parse refuses", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ntruefalse01.eE+- \n') }), (text) => {
        const parsed = parseJson(text);
        expect("problem" in parsed).toBe(refuses(text));
      }),
    );
  });
});

function refuses(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
