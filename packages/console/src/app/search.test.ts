import { expect, test } from "vitest";
import { parseSearch, present, readCount, readFlag, readList, readOneOf, stringifySearch } from "./search.ts";

test("what was written is read back", () => {
  const text = stringifySearch({ tab: "logs", task: "train[0]", q: "a&b=c", wrap: true, line: 12, names: ["a", "b"] });
  expect(text).toBe("?tab=logs&task=train[0]&q=a%26b%3Dc&wrap=1&line=12&names=a,b");
  const read = parseSearch(text);
  expect(read).toEqual({ tab: "logs", task: "train[0]", q: "a&b=c", wrap: "1", line: "12", names: "a,b" });
  expect([readCount(read.line), readFlag(read.wrap), readList(read.names)]).toEqual([12, true, ["a", "b"]]);
});

test("what is not there does not stand in the address", () => {
  expect(stringifySearch({ a: undefined, b: "", c: false, d: [], e: null })).toBe("");
  expect(present({ a: undefined, b: 0 })).toEqual({ b: 0 });
});

test.each(["-1", "1.5", "", "x", "9".repeat(20), undefined, null])("%j is no count", (value) => {
  expect(readCount(value)).toBeUndefined();
});

test("what is no option is none", () => {
  expect([readOneOf(["graph", "table"], "table"), readOneOf(["graph", "table"], "constructor")]).toEqual([
    "table",
    undefined,
  ]);
});
