import { describe, expect, test } from "vitest";
import { messageSpans } from "./message-spans.ts";
import { sgrAfter } from "./sgr.ts";
import { searchable, spansOf, textOf } from "./spans.ts";

const esc = "\u001b";

describe("colours", () => {
  test("become classes, and colours of their own where a program asked for them", () => {
    const line = `${esc}[1;31mbold red${esc}[0m plain ${esc}[38;5;208mpalette${esc}[39m ${esc}[48;2;1;2;3mtrue${esc}[49m`;
    expect(spansOf(line)).toEqual([
      { text: "bold red", classes: "ansi-red-fg ansi-bold" },
      { text: " plain " },
      { text: "palette", foreground: "255, 135, 0" },
      { text: " " },
      { text: "true", background: "1, 2, 3" },
    ]);
  });

  test("black on a colour of a program's choice is black in every scheme", () => {
    expect(spansOf(`${esc}[48;5;208;30mx`)).toEqual([{ text: "x", foreground: "0, 0, 0", background: "255, 135, 0" }]);
    expect(spansOf(`${esc}[30mx`)).toEqual([{ text: "x", classes: "ansi-black-fg" }]);
  });

  test("go on from where the line before left them", () => {
    expect(spansOf("still green", "92")).toEqual([{ text: "still green", classes: "ansi-bright-green-fg" }]);
  });

  test("with colons mean the same as with semicolons", () => {
    expect(spansOf(`${esc}[38:5:16mx`)).toEqual([{ text: "x", foreground: "0, 0, 0" }]);
  });

  test.each([
    ["", `${esc}[31m`, "31"],
    ["31", `${esc}[1mx${esc}[44m`, "1;31;44"],
    ["1;3;31", `${esc}[22;39m`, "3"],
    ["31", "no codes", "31"],
    ["31;1", `${esc}[m`, ""],
    ["", `${esc}[38;5;208m${esc}[48;2;1;2;3m`, "38;5;208;48;2;1;2;3"],
    ["4;9", `${esc}[24m`, "9"],
  ])("that are on after %j and %j are %j", (before, text, after) => {
    expect(sgrAfter(before, text)).toBe(after);
  });
});

describe("a line", () => {
  test.each([
    ["10%\r20%\r100% done", "100% done"],
    ["a longer text\rshort", "shortger text"],
    [`a longer text\r${esc}[Kshort`, "short"],
    ["ended as Windows does\r", "ended as Windows does"],
    [`${esc}]8;;https://evil.example${esc}\\a link${esc}]8;;${esc}\\`, "a link"],
    [`${esc}]0;a title\u0007text${esc}[2J${esc}[10;10H${esc}7.`, "text."],
    ["nul\u0000 bell\u0007 del\u007f \u202eturned", "nul␀ bell␇ del␡ ␦turned"],
    ["cut off [31", "cut off [31"],
    [`cut off ${esc}[3`, "cut off "],
    ["\ttabs stay", "\ttabs stay"],
  ])("%j is seen as %j", (line, seen) => {
    expect(textOf(spansOf(line))).toBe(seen);
  });

  test("that is overwritten keeps the colours of what is left", () => {
    expect(spansOf(`${esc}[31mred red\r${esc}[32mgreen`)).toEqual([
      { text: "green", classes: "ansi-green-fg" },
      { text: "ed", classes: "ansi-red-fg" },
    ]);
  });

  test("that was overwritten a million times costs what is seen of it", () => {
    const line = Array.from({ length: 1_000_000 }, (_, index) => `${index}`).join("\r");
    expect(textOf(spansOf(line))).toBe("999999");
  });

  test("is searched as it is seen", () => {
    expect(searchable(`old\r${esc}[31mE${esc}[0mrror\r\nnext\n1%\r2%`)).toBe("Error\nnext\n2%");
  });
});

describe("an entry of the structured stream", () => {
  test("is what it says, and its fields", () => {
    const line = JSON.stringify({ type: "log", level: "warn", message: "slow", fields: { ms: 12, of: "disk" } });
    const spans = messageSpans(line);
    expect(textOf(spans ?? [])).toBe("WARN  slow  ms=12  of=disk");
    expect(spans?.[0]?.classes).toBe("log-level-warning");
  });

  test.each(["not json", "[1]", '{"type":"metric"}'])("is not %j", (line) => {
    expect(messageSpans(line)).toBeUndefined();
  });
});
