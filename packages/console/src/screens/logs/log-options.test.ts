import { describe, expect, test } from "vitest";
import { changed, filterOf, formatAddress, parseAddress, searchOf } from "./log-options.ts";

describe("what one looks at of a log", () => {
  test("a line's address is the same text again", () => {
    const address = { attempt: 2, stream: 1, offset: 95_626_746 };
    expect(formatAddress(address)).toBe("2-stderr-95626746");
    expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  test.each([undefined, "", "12", "1-stdin-3", "1-stdout--3", "1-stdout-3x"])("%j is no address", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test("says which lines are shown", () => {
    expect(filterOf({})).toEqual({ streams: [true, true, true], level: 0, onlyHits: false, attempt: null });
    expect(filterOf({ stream: ["stderr"], level: "warning", hits: true })).toEqual({
      streams: [false, true, false],
      level: 3,
      onlyHits: false,
      attempt: null,
    });
    expect(filterOf({ hits: true, q: "x" }).onlyHits).toBe(true);
  });

  test("changes one thing, and takes out what is undefined", () => {
    expect(changed({ q: "a", wrap: true }, { q: "b", wrap: undefined })).toEqual({ q: "b" });
    expect(searchOf({})).toBeNull();
    expect(searchOf({ q: "a", regex: true })).toEqual({ text: "a", isRegex: true, matchesCase: false });
  });
});
