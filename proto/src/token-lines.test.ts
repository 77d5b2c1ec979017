import { expect, test } from "vitest";
import { firstToken, tokenLines } from "./token-lines.ts";

test("a bare token is one that names nobody, whatever it is made of", () => {
  expect(tokenLines("c2VjcmV0=#:\n")).toEqual([{ subject: null, token: "c2VjcmV0=#:" }]);
});

test("a line may name whose its token is, and lines may say nothing", () => {
  const text = "# people\nanna@example.com   one\r\n\n  bot:ci\ttwo\nthree\n";
  expect(tokenLines(text)).toEqual([
    { subject: "anna@example.com", token: "one" },
    { subject: "bot:ci", token: "two" },
    { subject: null, token: "three" },
  ]);
  expect(firstToken(text)).toBe("one");
  expect(firstToken("\n# nothing\n")).toBe("");
});

test("more than two words are no subject, for whoever checks it to say so", () => {
  expect(tokenLines("anna maria one")).toEqual([{ subject: "anna maria", token: "one" }]);
});
