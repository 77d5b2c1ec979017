/** The last line of what a program said before it failed: nearly always the one that matters. */
import { open } from "node:fs/promises";

const lastWordsBytes = 4096;

export async function lastWords(path: string): Promise<string> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    const length = Math.min(size, lastWordsBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer
      .toString("utf8")
      .split("\n")
      .map((line) => line.trim());
    return (lines.findLast((line) => line !== "") ?? "").slice(0, 500);
  } finally {
    await file.close();
  }
}
