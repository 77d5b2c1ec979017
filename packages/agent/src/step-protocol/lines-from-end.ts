/** The lines of a file, the last one first: what matters about a long file of messages stands at its end. */
import { open } from "node:fs/promises";

const chunkBytes = 64 * 1024;
const newline = 10;

/** Nothing if there is no such file. A line that is longer than `lineBytes` ends the search. */
export async function* linesFromEnd(path: string, lineBytes: number): AsyncGenerator<string> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return;
  try {
    let end = (await file.stat()).size;
    /** Of the line that reaches over the start of what has been read: its parts, the last one first. */
    let parts: Buffer[] = [];
    let length = 0;
    while (end > 0 && length <= lineBytes) {
      const start = Math.max(0, end - chunkBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      let chunk = buffer.subarray(0, bytesRead);
      for (let at = chunk.lastIndexOf(newline); at !== -1; at = chunk.lastIndexOf(newline)) {
        yield joined(chunk.subarray(at + 1), parts);
        chunk = chunk.subarray(0, at);
        parts = [];
        length = 0;
      }
      parts.push(chunk);
      length += chunk.length;
      end = start;
    }
    if (end === 0) yield joined(Buffer.alloc(0), parts);
  } finally {
    await file.close();
  }
}

function joined(first: Buffer, lastFirst: readonly Buffer[]): string {
  return Buffer.concat([first, ...lastFirst.toReversed()]).toString("utf8");
}
