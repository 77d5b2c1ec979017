/**
 * Where the last lines of a stream begin. Read backwards, a piece at a time: the end of a log of many gigabytes costs no
 * more than its lines do.
 */
import type { LogPart } from "../ports/telemetry-store.ts";

const pieceBytes = 256 * 1024;

/** Where lines are so long that they go beyond it, the tail begins here. */
export const longestTailBytes = 16 * 1024 * 1024;

const lineEnd = 0x0a;

/**
 * Of a stream of `length` bytes. A last line without its end counts as one. `read` yields some of what lies from an
 * offset on, and nothing at the end; what is lost is no end of a line.
 */
export async function tailOffset(
  lines: number,
  length: number,
  read: (offset: number) => Promise<readonly LogPart[]>,
): Promise<number> {
  const floor = Math.max(0, length - longestTailBytes);
  let found = 0;
  for (let end = length; end > floor; end = Math.max(floor, end - pieceBytes)) {
    const ends = await lineEnds(Math.max(floor, end - pieceBytes), end, read);
    for (const at of ends.reverse()) {
      // The very last one ends the last line, and begins none.
      if (at === length - 1) continue;
      found += 1;
      if (found === lines) return at + 1;
    }
  }
  return floor;
}

/** The offsets of all ends of lines from `begin` to before `end`. */
async function lineEnds(
  begin: number,
  end: number,
  read: (offset: number) => Promise<readonly LogPart[]>,
): Promise<number[]> {
  const found: number[] = [];
  for (let offset = begin; offset < end; ) {
    const parts = await read(offset);
    const last = parts.at(-1);
    if (last === undefined) break;
    for (const part of parts)
      for (let at = part.data.indexOf(lineEnd); at >= 0; at = part.data.indexOf(lineEnd, at + 1))
        if (part.offset + at < end) found.push(part.offset + at);
    offset = Math.max(offset + 1, last.offset + last.data.length);
  }
  return found;
}
