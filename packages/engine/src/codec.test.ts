import { describe, expect, it } from "vitest";
import { decode, encode } from "./codec.ts";

describe("a record", () => {
  it.each([
    [null],
    [[true, false, "", "é\u{1F600}\u0000", [], {}]],
    [[0, -1, 0.1, 1e308, 2 ** 31, 2 ** 53, -(2 ** 53), 2 ** 60]],
    [{ at: 1_700_000_000_000.25, nested: { list: [{ a: 1 }, { a: 2 }] } }],
    [Array.from({ length: 3000 }, (_, index) => ({ index, name: `task[${index}]` }))],
  ])("comes back as it was: %j", (value) => {
    expect(decode(encode(value))).toEqual(value);
  });

  it("begins with the version of its format and stands alone", () => {
    const records = [1, 2, 3].map((index) => encode({ index, text: "x".repeat(index * 5000) }));
    expect(records.map((record) => record[0])).toEqual([1, 1, 1]);
    expect(records.map(decode)).toEqual([1, 2, 3].map((index) => ({ index, text: "x".repeat(index * 5000) })));
  });

  it("does not change when the next one is made", () => {
    const first = encode({ a: "first" });
    const copy = new Uint8Array(first);
    for (let round = 0; round < 2000; round += 1) encode({ b: "x".repeat(100), round });
    expect(new Uint8Array(first)).toEqual(copy);
  });

  it.each([
    ["nothing", [], "DATA_CORRUPT"],
    ["no format of ours", [0, 1], "DATA_CORRUPT"],
    ["a record cut short", [...encode({ a: "text" }).subarray(0, 5)], "DATA_CORRUPT"],
    ["more than a record", [...encode(1), 7], "DATA_CORRUPT"],
    ["a newer format", [2, 1], "DATA_DIRECTORY_NEWER"],
  ])("is refused when it is %s", (_, bytes, code) => {
    expect(() => decode(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code, reaction: "fatal" }));
  });
});
