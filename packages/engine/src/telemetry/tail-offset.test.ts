import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestTailBytes, tailOffset } from "./tail-offset.ts";

/** A stream that yields at most `portion` bytes at a time, and counts what was read of it. */
function stream(text: string | Buffer, portion = 256 * 1024) {
  const bytes = Buffer.from(text);
  const seen = { bytes: 0 };
  const read = async (offset: number) => {
    const data = bytes.subarray(offset, offset + portion);
    seen.bytes += data.length;
    return data.length === 0 ? [] : [{ offset, data, gap: 0, at: 0 }];
  };
  return { bytes, seen, read };
}

const tail = async (text: string, lines: number): Promise<string> => {
  const { bytes, read } = stream(text);
  return bytes.subarray(await tailOffset(lines, bytes.length, read)).toString();
};

describe("the last lines of a stream", () => {
  test("are whole lines, and a last one without its end is one", async () => {
    expect(await tail("a\nb\nc\n", 2)).toBe("b\nc\n");
    expect(await tail("a\nb\nc", 2)).toBe("b\nc");
    expect(await tail("a\n\n\n", 2)).toBe("\n\n");
  });

  test("are all of it where there are no more", async () => {
    expect(await tail("a\nb\n", 2)).toBe("a\nb\n");
    expect(await tail("a", 5)).toBe("a");
    expect(await tail("", 5)).toBe("");
  });

  test("are the same however the stream comes in pieces", async () => {
    const line = fc.integer({ min: 0, max: 200_000 }).map((length) => "x".repeat(length));
    const given = fc.record({
      lines: fc.array(line, { maxLength: 12 }),
      isEnded: fc.boolean(),
      wanted: fc.integer({ min: 1, max: 14 }),
      portion: fc.integer({ min: 1000, max: 300_000 }),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ lines, isEnded, wanted, portion }) => {
        const all = isEnded || lines.at(-1) === "" ? lines.map((each) => `${each}\n`) : withoutLastEnd(lines);
        const { bytes, read } = stream(all.join(""), portion);
        const offset = await tailOffset(wanted, bytes.length, read);
        expect(offset).toBe(all.slice(0, -wanted).join("").length);
      }),
      { numRuns: 50 },
    );
  });

  test("cost no more than they are, and never more than the longest tail", async () => {
    const many = stream("0123456789\n".repeat(1_000_000));
    await tailOffset(10, many.bytes.length, many.read);
    expect(many.seen.bytes).toBeLessThanOrEqual(256 * 1024);
    const one = stream(Buffer.alloc(longestTailBytes + 1000, "x"));
    expect(await tailOffset(1, one.bytes.length, one.read)).toBe(1000);
  });

  test("go on beyond what is lost", async () => {
    const parts = [
      { offset: 0, data: Buffer.from("a\nb"), gap: 0, at: 0 },
      { offset: 1_000_000, data: Buffer.from("c\n"), gap: 999_997, at: 0 },
    ];
    const read = async (offset: number) => {
      const part = parts.find((each) => each.offset + each.data.length > offset);
      if (part === undefined) return [];
      return [
        { ...part, offset: Math.max(offset, part.offset), data: part.data.subarray(Math.max(0, offset - part.offset)) },
      ];
    };
    expect(await tailOffset(1, 1_000_002, read)).toBe(2);
  });
});

function withoutLastEnd(lines: readonly string[]): readonly string[] {
  return lines.map((each, index) => (index === lines.length - 1 ? each : `${each}\n`));
}
