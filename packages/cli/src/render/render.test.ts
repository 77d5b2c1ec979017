import { describe, expect, test } from "vitest";
import { bytes, cpus, figure } from "./amount.ts";
import { age, between, duration } from "./duration.ts";
import { createColors } from "./style.ts";
import { pairs, table } from "./table.ts";
import { clip, indent, oneLine, shortDigest, width } from "./text.ts";

describe("durations", () => {
  test.each([
    [-5, "0ms"],
    [0, "0ms"],
    [840.4, "840ms"],
    [1000, "1.0s"],
    [9_999, "9.9s"],
    [12_999, "12s"],
    [59_999, "59s"],
    [125_000, "2m05s"],
    [3_780_000, "1h03m"],
    [187_200_000, "2d04h"],
  ])("%d ms is %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  test("ages have one unit", () => {
    const now = Date.UTC(2026, 0, 10);
    const ago = (ms: number): string => age(new Date(now - ms), now);
    expect([ago(4_000), ago(180_000), ago(7_200_000), ago(9 * 86_400_000), age(null, now)]).toEqual([
      "4s",
      "3m",
      "2h",
      "9d",
      "–",
    ]);
  });

  test("what has not ended lasts until now", () => {
    expect(between(new Date(1000), null, 3500)).toBe("2.5s");
    expect(between(new Date(1000), new Date(2000), 9000)).toBe("1.0s");
    expect(between(null, null, 9000)).toBe("");
  });
});

test("amounts", () => {
  expect([0, 512, 1536, 1024 ** 3 * 20, 1024 ** 2 * 123.4].map(bytes)).toEqual([
    "0 B",
    "512 B",
    "1.5 KiB",
    "20 GiB",
    "123 MiB",
  ]);
  expect([20, 1500, 2000].map(cpus)).toEqual(["0.02", "1.5", "2"]);
  expect([0, 0.231234, 123456, 1.5e9, 0.00001, Number.NaN, -Infinity].map(figure)).toEqual([
    "0",
    "0.2312",
    "123500",
    "1.50e+9",
    "1.00e-5",
    "NaN",
    "-∞",
  ]);
});

test("text in cells", () => {
  expect(width(createColors(true).bad("abc"))).toBe(3);
  expect(clip("abcdef", 4)).toBe("abc…");
  expect(clip("abcd", 4)).toBe("abcd");
  expect(oneLine("\n  \u001b[31mValueError\u001b[0m: no\nmore")).toBe("ValueError: no");
  expect(indent("a\n\nb", "  ")).toBe("  a\n\n  b");
  expect(shortDigest(`sha256:${"0123456789abcdef".repeat(4)}`)).toBe("0123456789ab");
});

test("tables have no borders and no trailing blanks", () => {
  const rows = [
    { name: "churn", steps: 5, note: "" },
    { name: "a-longer-name", steps: 12, note: "new" },
  ];
  const text = table(rows, [
    { title: "NAME", cell: (row) => row.name },
    { title: "STEPS", cell: (row) => String(row.steps), align: "right" },
    { title: "NOTE", cell: (row) => row.note },
  ]);
  expect(text).toBe(
    ["NAME            STEPS   NOTE", "churn               5", "a-longer-name      12   new"].join("\n"),
  );
});

test("pairs line up, also over several lines", () => {
  expect(pairs([["run", "1"], null, ["outputs", "a\nb"]])).toBe(
    ["run       1", "outputs   a", "          b"].join("\n"),
  );
});
