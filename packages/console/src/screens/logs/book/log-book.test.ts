import { describe, expect, test } from "vitest";
import { levels } from "../text/levels.ts";
import type { LogPart } from "../text/parts-reader.ts";
import { everything, LogBook, type Row } from "./log-book.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function part(text: string, given: Partial<Omit<LogPart, "data">> = {}): LogPart {
  const data = encode(text);
  return { attempt: 1, stream: "LOG_STREAM_STDOUT", offset: 0, gap: 0, at: 0, length: 1e6, ...given, data };
}

function seen(row: Row | undefined): string {
  if (row === undefined) return "nothing";
  if (row.kind === "attempt") return `== ${row.attempt.number}`;
  if (row.kind === "hole") return `.. ${row.bytes}${row.isDropped ? " dropped" : ""}`;
  if (row.ref.kind === "gap") return `!! ${row.ref.bytes}`;
  const text = new TextDecoder().decode(row.extent.lineBytes(row.ref.line)).trimEnd();
  return row.number === undefined ? text : `${row.number} ${text}`;
}

const shown = (book: LogBook): string[] => Array.from({ length: book.rowCount }, (_, index) => seen(book.rowAt(index)));

describe("a book", () => {
  test("puts the lines of two streams in the order in which they came", () => {
    const book = new LogBook();
    book.append(part("a\nb\n", { at: 1 }));
    book.append(part("d\n", { offset: 4, at: 3 }));
    book.append(part("c\n", { stream: "LOG_STREAM_STDERR", at: 2 }));
    book.append(part("e\n", { stream: "LOG_STREAM_STDERR", offset: 2, at: 4 }));
    book.settle();
    expect(shown(book)).toEqual(["1 a", "2 b", "3 c", "4 d", "5 e"]);
    book.append(part("f\n", { offset: 6, at: 5 }));
    book.settle();
    expect(shown(book).at(-1)).toBe("6 f");
  });

  test("has its end before its beginning, with a hole between them that closes", () => {
    const text = Array.from({ length: 10 }, (_, index) => `line ${index}\n`).join("");
    const book = new LogBook();
    book.append(part(text.slice(45), { offset: 45, at: 9 }));
    book.settle();
    expect(shown(book)).toEqual([".. 45", "e 6", "line 7", "line 8", "line 9"]);
    const attempt = book.attempt(1);
    attempt.beginHead();
    attempt.appendHead(part(text.slice(0, 20), { at: 1 }));
    book.settle();
    expect(shown(book).slice(0, 4)).toEqual(["1 line 0", "2 line 1", "3 line 2", ".. 25"]);
    // It may bring more than is missing, and is cut where the end begins.
    attempt.appendHead(part(text.slice(20), { offset: 20, at: 2 }));
    book.append(part("new\n", { offset: 70, at: 10 }));
    book.settle();
    expect(shown(book)).toEqual([...Array.from({ length: 10 }, (_, index) => `${index + 1} line ${index}`), "11 new"]);
    expect(attempt.head).toBeUndefined();
  });

  test("a beginning whose end is lost closes the hole with a gap", () => {
    const book = new LogBook();
    book.append(part("end\n", { offset: 50 }));
    const attempt = book.attempt(1);
    attempt.beginHead();
    attempt.appendHead(part("begin\n"));
    attempt.endHead();
    book.settle();
    expect(shown(book)).toEqual(["1 begin", "!! 44", "3 end"]);
  });

  test("says what is lost where it is lost, at the end too", () => {
    const book = new LogBook();
    book.append(part("a\n"));
    book.append(part("b\n", { offset: 12, gap: 10 }));
    book.append(part("", { offset: 20, gap: 6 }));
    book.settle();
    book.attempt(1).end();
    book.settle();
    expect(shown(book)).toEqual(["1 a", "!! 10", "3 b", "!! 6"]);
  });

  test("parts attempts, in their order however they came", () => {
    const book = new LogBook();
    book.append(part("second\n", { attempt: 2 }));
    book.append(part("first\n", { attempt: 1 }));
    book.settle();
    expect(shown(book)).toEqual(["== 1", "1 first", "== 2", "1 second"]);
    expect(book.indexOf({ attempt: 2, stream: 0, offset: 3 })).toBe(3);
    expect(book.indexOf({ attempt: 2, stream: 1, offset: 3 })).toBeUndefined();
    book.setFilter({ ...everything, attempt: 2 });
    expect(shown(book)).toEqual(["1 second"]);
  });

  test("shows what a filter leaves, with the numbers that lines have without it, also of what comes later", () => {
    const book = new LogBook();
    book.append(part("INFO a\nERROR b\n  at b\nWARN c\n"));
    book.append(part("INFO d\nERROR e\n", { stream: "LOG_STREAM_STDERR", at: 1 }));
    book.settle();
    book.setFilter({ ...everything, level: levels.error });
    expect(shown(book)).toEqual(["2 ERROR b", "3   at b", "6 ERROR e"]);
    expect(book.firstAtLevel(levels.error)).toBe(0);
    book.append(part("DEBUG f\nERROR g\n", { offset: 29, at: 2 }));
    book.settle();
    expect(shown(book).at(-1)).toBe("8 ERROR g");
    book.setFilter({ ...everything, streams: [false, true, true] });
    expect(shown(book)).toEqual(["5 INFO d", "6 ERROR e"]);
    // A line that is not shown leads to the next one that is.
    expect(book.indexOf({ attempt: 1, stream: 0, offset: 0 })).toBe(0);
    expect(book.rowAt(99)).toBeUndefined();
  });

  test("a line that turns out to be an error is shown once it does", () => {
    const book = new LogBook();
    book.setFilter({ ...everything, level: levels.error });
    book.append(part("ERR"));
    book.settle();
    expect(shown(book)).toEqual(["1 ERR"]);
    book.append(part("ATA: none\n", { offset: 3 }));
    book.settle();
    expect(shown(book)).toEqual([]);
  });

  test("lists what a search has found", () => {
    const book = new LogBook();
    book.append(part("a\nb\na\n"));
    book.settle();
    book.extents[0]?.setHit(0, true);
    book.extents[0]?.setHit(2, true);
    expect(book.hits(10)).toEqual([0, 2]);
    expect(book.hits(1)).toEqual([0]);
    book.setFilter({ ...everything, onlyHits: true });
    expect(shown(book)).toEqual(["1 a", "3 a"]);
  });

  test("keeps within its budget, and says how much it let go", () => {
    const budget = 16 * 1024 * 1024;
    const book = new LogBook(budget);
    const line = `${"x".repeat(1023)}\n`;
    for (let at = 0; at < 40; at++) {
      book.append(part(line.repeat(1024), { offset: at * 1024 * 1024, at }));
      book.settle();
      expect(book.cost).toBeLessThanOrEqual(budget);
    }
    const [first] = shown(book);
    const dropped = Number(/^\.\. (\d+) dropped$/.exec(first ?? "")?.[1]);
    expect(dropped).toBeGreaterThan(20 * 1024 * 1024);
    expect(book.rowCount - 1).toBe((40 * 1024 * 1024 - dropped) / 1024);
  });

  test("keeps within its budget with a thousand short attempts as well: the oldest go", () => {
    const book = new LogBook(1024 * 1024);
    for (let attempt = 1; attempt <= 1000; attempt++) book.append(part(`${"x".repeat(8000)}\n`, { attempt }));
    book.settle();
    expect(book.cost).toBeLessThanOrEqual(1024 * 1024);
    expect(seen(book.rowAt(1))).toBe(".. 8001 dropped");
    expect(seen(book.rowAt(book.rowCount - 1))).toBe(`1 ${"x".repeat(8000)}`);
  });
});
