import fc from "fast-check";
import { expect, test } from "vitest";
import { SseParser } from "./sse-parser.ts";

test("events come whole, wherever the pieces end", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.nat(40)), (texts, cuts) => {
      const told = texts.map((text) => JSON.stringify(text));
      const wire = `:\n\n${told.map((text) => `id: 1\ndata: ${text}\n\n:\n\n`).join("")}`;
      const parser = new SseParser();
      const read: string[] = [];
      let at = 0;
      for (const cut of [...cuts, wire.length]) {
        read.push(...parser.push(wire.slice(at, at + cut)));
        at += cut;
      }
      expect(read).toEqual(told);
    }),
  );
});

test("what has not ended is not told yet", () => {
  const parser = new SseParser();
  expect(parser.push("data: one\n")).toEqual([]);
  expect(parser.push("data: two\n\ndata: th")).toEqual(["one\ntwo"]);
});
