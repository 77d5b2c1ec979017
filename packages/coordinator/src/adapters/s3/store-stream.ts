/**
 * A stream into the archive. What fits into one part is held until its digest is known; what is longer goes up in parts
 * while it is hashed: to its own key where the digest is known before, else to a temporary one, and is copied there.
 */
import { createHash } from "node:crypto";
import type { Digest } from "@troupe/core";
import type { StoredObject } from "@troupe/engine";
import { archiveFailures } from "@troupe/engine/adapters";
import type { Bucket } from "./bucket.ts";
import { keysOf, temporaryKey } from "./keys.ts";
import { MultipartUpload, partBytes } from "./multipart-upload.ts";
import type { Slots } from "./slots.ts";

export interface StreamTools {
  readonly bucket: Bucket;
  readonly slots: Slots;
  putBytes(bytes: Uint8Array): Promise<StoredObject>;
}

export async function storeStream(
  tools: StreamTools,
  content: AsyncIterable<Uint8Array>,
  expected: Digest | undefined,
): Promise<StoredObject> {
  const parts = partsOf(content);
  try {
    const first = await parts.next();
    const bytes = first.value ?? new Uint8Array();
    if (bytes.length < partBytes(0)) return await tools.putBytes(bytes);
    return await tools.slots.hold(() => storeLong(tools.bucket, bytes, parts, expected));
  } finally {
    await parts.return(undefined);
  }
}

async function storeLong(
  bucket: Bucket,
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  expected: Digest | undefined,
): Promise<StoredObject> {
  const key = expected === undefined ? temporaryKey() : keysOf(expected).object;
  const upload = await MultipartUpload.begin(bucket, key);
  try {
    const stored = await send(upload, first, rest);
    if (expected !== undefined && stored.digest !== expected)
      throw archiveFailures.digestMismatch(expected, stored.digest);
    await upload.complete();
    if (expected === undefined) await move(bucket, key, stored.digest);
    return stored;
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

async function send(
  upload: MultipartUpload,
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  const hash = createHash("sha256").update(first);
  let size = first.length;
  await upload.add(first);
  for await (const part of rest) {
    hash.update(part);
    size += part.length;
    await upload.add(part);
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

async function move(bucket: Bucket, key: string, digest: Digest): Promise<void> {
  await bucket.copy(key, keysOf(digest).object);
  await bucket.remove(key);
}

/** Pieces put together to the sizes that an upload takes; the last part is smaller. */
async function* partsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let index = 0;
  let part = new GrowingPart(partBytes(index));
  for await (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      from += part.add(piece.subarray(from));
      if (part.room > 0) continue;
      yield part.bytes;
      index += 1;
      part = new GrowingPart(partBytes(index));
    }
  }
  if (part.bytes.length > 0) yield part.bytes;
  return undefined;
}

/** Doubles as it fills: a stalled or short stream holds little. Copies: the sender may reuse its buffer. */
class GrowingPart {
  readonly #limit: number;
  #buffer = new Uint8Array(64 * 1024);
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get room(): number {
    return this.#limit - this.#length;
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Takes what there is room for, and says how much that was. */
  add(piece: Uint8Array): number {
    const taken = piece.subarray(0, this.room);
    const needed = this.#length + taken.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.min(this.#limit, Math.max(needed, this.#buffer.length * 2)));
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    this.#buffer.set(taken, this.#length);
    this.#length = needed;
    return taken.length;
  }
}
