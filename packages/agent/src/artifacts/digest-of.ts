/** The digest and size of a file. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Digest } from "@troupe/core";

export async function digestOf(path: string): Promise<{ readonly digest: Digest; readonly size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    hash.update(chunk);
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

export function hexOf(digest: Digest): string {
  return digest.slice("sha256:".length);
}
