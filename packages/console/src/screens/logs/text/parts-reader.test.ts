import { describe, expect, test } from "vitest";
import { type LogPart, PartsReader } from "./parts-reader.ts";

const head = (offset: number, bytes: number, gap = 0): string =>
  `${JSON.stringify({ attempt: 1, stream: "LOG_STREAM_STDOUT", offset: String(offset), gap: String(gap), at: "1970-01-01T00:00:01.000Z", length: "99", bytes })}\n`;

describe("parts", () => {
  test.each([1, 3, 1000])("are read however they are cut (%i)", (size) => {
    const sent = new TextEncoder().encode(`${head(0, 6)}a\n{b}\n${head(10, 0, 4)}${head(10, 2)}zz`);
    const reader = new PartsReader();
    const read: LogPart[] = [];
    for (let at = 0; at < sent.length; at += size) read.push(...reader.push(sent.subarray(at, at + size)));
    expect(read.map(({ data }) => new TextDecoder().decode(data)).join("")).toBe("a\n{b}\nzz");
    let end = 0;
    for (const { offset, data, gap } of read) {
      expect(offset).toBe(end + gap);
      end = offset + data.length;
    }
    expect(read[0]).toMatchObject({ attempt: 1, stream: "LOG_STREAM_STDOUT", at: 1000, length: 99 });
    expect(read.reduce((sum, { gap }) => sum + gap, 0)).toBe(4);
  });

  test("what is something else is refused", () => {
    const reader = new PartsReader();
    expect(() => [...reader.push(new Uint8Array(5000).fill(97))]).toThrow("none of Troupe's");
  });
});
