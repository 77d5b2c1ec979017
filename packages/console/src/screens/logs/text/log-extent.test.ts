import { describe, expect, test } from "vitest";
import { blockBytes } from "./byte-store.ts";
import { levels } from "./levels.ts";
import { LogExtent } from "./log-extent.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const linesOf = (extent: LogExtent): string[] =>
  Array.from({ length: extent.lineCount - extent.firstLine }, (_, index) =>
    decode(extent.lineBytes(extent.firstLine + index)),
  );

describe("an extent", () => {
  test("has the same lines however its bytes came", () => {
    const text = "one\ntwo\n\nfour \u001b[31mred\nstill red\u001b[0m\nERROR five\n  continued\nopen";
    const whole = new LogExtent(0);
    whole.append(0, encode(text), 1);
    for (const size of [1, 2, 3, 7]) {
      const pieces = new LogExtent(0);
      for (let at = 0; at < text.length; at += size) pieces.append(at, encode(text.slice(at, at + size)), 1);
      pieces.close();
      expect(linesOf(pieces)).toEqual(linesOf(whole));
      for (let line = 0; line < pieces.lineCount; line++)
        expect([pieces.levelOf(line), pieces.coloursAt(line)]).toEqual([whole.levelOf(line), whole.coloursAt(line)]);
      expect(pieces.levelCounts).toEqual(whole.levelCounts);
    }
    expect(linesOf(whole).at(-1)).toBe("open");
    expect(whole.finishedLines).toBe(whole.lineCount - 1);
    expect(whole.coloursAt(4)).toBe("31");
    expect(whole.coloursAt(5)).toBe("");
    expect([whole.levelOf(5), whole.levelOf(6)]).toEqual([levels.error, levels.error]);
  });

  test("drops what it has, and tells what is missing before which line", () => {
    const extent = new LogExtent(100);
    extent.append(100, encode("abc\nde"), 1);
    extent.append(104, encode("defg\n"), 2);
    extent.append(120, encode("after\n"), 3);
    expect(linesOf(extent)).toEqual(["abc\n", "defg\n", "after\n"]);
    expect([...extent.gaps]).toEqual([[2, 11]]);
    expect([0, 1, 2].map((line) => extent.offsetOf(line))).toEqual([100, 104, 120]);
    expect([100, 106, 115, 121, 126].map((offset) => extent.lineAtOffset(offset))).toEqual([0, 1, 2, 2, undefined]);
    expect(extent.endOffset).toBe(126);
  });

  test("a gap ends the line before it", () => {
    const extent = new LogExtent(0);
    extent.append(0, encode("half a li"), 1);
    extent.append(20, encode("ne of another\n"), 2);
    expect(linesOf(extent)).toEqual(["half a li", "ne of another\n"]);
  });

  test("says when each line came", () => {
    const extent = new LogExtent(0);
    extent.append(0, encode("a\nb"), 10);
    extent.append(3, encode("b\nc\n"), 20);
    extent.append(7, encode("d\n"), 30);
    expect([0, 1, 2, 3].map((line) => extent.timeOf(line))).toEqual([10, 10, 20, 30]);
    expect([0, 1, 2, 3].map((line) => extent.endOfPiece(line))).toEqual([2, 2, 3, 4]);
  });

  test("a line that says more says its level, and that it has changed", () => {
    const extent = new LogExtent(0);
    extent.append(0, encode("ERR"), 1);
    expect(extent.levelOf(0)).toBe(levels.error);
    extent.tell();
    extent.append(3, encode("ANDS run\n"), 1);
    expect([extent.levelOf(0), extent.isChanged]).toEqual([levels.none, true]);
    expect(extent.levelCounts).toEqual([1, 0, 0, 0, 0]);
  });

  test("takes over what follows it, and joins the line that lay across", () => {
    const head = new LogExtent(0);
    head.append(0, encode("one\ntw"), 1);
    const tail = new LogExtent(6);
    tail.append(6, encode("o\nthree\n"), 5);
    tail.append(20, encode("four\n"), 5);
    head.appendAll(tail);
    expect(linesOf(head)).toEqual(["one\n", "two\n", "three\n", "four\n"]);
    expect([...head.gaps]).toEqual([[3, 6]]);
    expect([head.endOffset, head.timeOf(2)]).toEqual([25, 5]);
  });

  test("lets go of its beginning by whole lines, and says where it begins now", () => {
    const line = `${"x".repeat(99)}\n`;
    const extent = new LogExtent(0);
    const chunk = encode(line.repeat(1000));
    for (let at = 0; at < 5 * blockBytes; at += chunk.length) extent.append(at, chunk, at);
    const before = extent.cost;
    extent.drop(2 * blockBytes);
    expect(extent.bytes.first).toBe(2 * blockBytes);
    expect(extent.cost).toBeLessThan(before - 2 * blockBytes);
    expect(decode(extent.lineBytes(extent.firstLine))).toBe(line);
    expect(extent.offsetOf(extent.firstLine)).toBeGreaterThanOrEqual(2 * blockBytes);
    expect(extent.lineAtOffset(50)).toBeUndefined();
    expect(extent.levelCounts[0]).toBe(extent.lineCount - extent.firstLine);
  });

  test("one line of many megabytes is one line", () => {
    const extent = new LogExtent(0);
    for (let at = 0; at < 10; at++) extent.append(at * blockBytes, new Uint8Array(blockBytes).fill(97), at);
    expect(extent.lineCount).toBe(1);
    expect(extent.lineBytes(0).length).toBe(10 * blockBytes);
  });
});
