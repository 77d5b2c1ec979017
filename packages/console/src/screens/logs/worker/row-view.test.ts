import { describe, expect, test } from "vitest";
import { LogBook } from "../book/log-book.ts";
import { textOf } from "../text/spans.ts";
import type { LineView } from "./protocol.ts";
import { expandedBytes, rowView, shownBytes } from "./row-view.ts";

function lineOf(
  text: string | Uint8Array,
  { stream = "LOG_STREAM_STDOUT" as const, isExpanded = false } = {},
): LineView {
  const data = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const book = new LogBook();
  book.append({ attempt: 1, stream, offset: 0, data, gap: 0, at: 5, length: data.length });
  book.settle();
  const row = book.rowAt(0);
  if (row === undefined) throw new Error("no row");
  const view = rowView(
    row,
    () => false,
    () => isExpanded,
  );
  if (view.kind !== "line") throw new Error(view.kind);
  return view;
}

describe("a row", () => {
  test("is a line with what tells it from all others", () => {
    expect(lineOf("ERROR no\n")).toMatchObject({
      key: "1:0:0",
      number: 1,
      level: 4,
      at: 5,
      spans: [{ text: "ERROR no" }],
      cut: 0,
    });
  });

  test("of many megabytes shows its beginning, and more of it when asked", () => {
    const line = `${"x".repeat(1024 * 1024)}\n`;
    const short = lineOf(line);
    expect([textOf(short.spans).length, short.cut]).toEqual([shownBytes, line.length - shownBytes]);
    const long = lineOf(line, { isExpanded: true });
    expect([textOf(long.spans).length, long.cut]).toEqual([expandedBytes, line.length - expandedBytes]);
  });

  test("is cut between characters", () => {
    expect(textOf(lineOf("é".repeat(shownBytes)).spans)).toMatch(/^é+$/);
    expect(textOf(lineOf(`a${"日".repeat(shownBytes)}`).spans)).toMatch(/^a日+$/);
  });

  test("that is long because it was overwritten is what it is now", () => {
    const progress = Array.from({ length: 5000 }, (_, at) => `${at} of 5000`).join("\r");
    expect(lineOf(progress)).toMatchObject({ spans: [{ text: "4999 of 5000" }], cut: 0 });
  });

  test("of bytes that are no text is shown all the same", () => {
    expect(textOf(lineOf(Uint8Array.of(0xff, 0x00, 0x41)).spans)).toBe("\ufffd\u2400A");
  });
});
