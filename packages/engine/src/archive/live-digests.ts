/**
 * Which digests something refers to. Every text that looks like a digest counts, wherever it stands: what is kept for
 * nothing costs space, what is not kept is lost.
 */
import type { Digest } from "@troupe/core";

const pattern = /sha256:[0-9a-f]{64}/g;
/** 52 bits of a digest: a number that a double holds, so that a million live digests take tens of megabytes. */
const hexDigits = 13;

export class LiveDigests {
  readonly #keys = new Set<number>();

  /** Two digests of which the first 52 bits agree count as one: then both are kept. */
  add(digest: Digest): void {
    this.#keys.add(keyOf(digest));
  }

  has(digest: Digest): boolean {
    return this.#keys.has(keyOf(digest));
  }

  get size(): number {
    return this.#keys.size;
  }
}

export function digestsIn(text: string): readonly Digest[] {
  return (text.match(pattern) ?? []) as Digest[];
}

/** Of a record, whatever it holds: msgpack leaves texts as they are. */
export function digestsInBytes(bytes: Uint8Array): readonly Digest[] {
  return digestsIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"));
}

function keyOf(digest: Digest): number {
  return Number.parseInt(digest.slice("sha256:".length, "sha256:".length + hexDigits), 16);
}
