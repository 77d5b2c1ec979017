import { expect, test } from "vitest";
import { plainText } from "./last-lines.ts";

test("colours, titles and cursor moves are not text", () => {
  expect(plainText("\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b[2K\x1b[1Adone\n")).toBe("red done");
});

test("of a line written over and over the last stays", () => {
  expect(plainText("10%\r50%\r100%\r\nnext\r\n")).toBe("100%\nnext");
});

test("what looks like a page's markup stays text", () => {
  expect(plainText("<script>alert(1)</script>")).toBe("<script>alert(1)</script>");
});
