import { expect, test } from "vitest";
import { parseCsv, separatorOf } from "./parse-csv.ts";

test("quotes hold separators, lines and quotes", () => {
  expect(parseCsv('name,said\r\nada,"a, b\n""c"""\r\ngrace,', 10, false)).toEqual({
    columns: ["name", "said"],
    rows: [
      ["ada", 'a, b\n"c"'],
      ["grace", ""],
    ],
  });
});

test("gives no more rows than asked for, and of a text that was cut off only whole ones", () => {
  expect(parseCsv("a\n1\n2\n3\n", 2, false).rows).toEqual([["1"], ["2"]]);
  expect(parseCsv("a,b\n1,2\n3,", 10, true).rows).toEqual([["1", "2"]]);
  expect(parseCsv('a\n"1\n2', 10, true).rows).toEqual([]);
});

test("is found out by its first line", () => {
  expect(["a,b", "a\tb\tc,d", "a;b;c", "alone"].map(separatorOf)).toEqual([",", "\t", ";", ","]);
});

test("takes what breaks the rules as it is", () => {
  expect(parseCsv('\uFEFFa,b\n5" pipe,x\n\nlone\r', 10, false)).toEqual({
    columns: ["a", "b"],
    rows: [['5" pipe', "x"], ["lone\r"]],
  });
  expect(parseCsv("", 10, false)).toEqual({ columns: [], rows: [] });
});
