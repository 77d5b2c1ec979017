/**
 * The archive in an S3-compatible store, which several coordinators share.
 *
 *   objects/sha256/<hex>   bytes; written once, never changed
 *   touched/sha256/<hex>   empty; when it was written, the object was last touched
 *   retired/sha256/<hex>   objects on their way out
 *   names/<name>!          one small object a name, holding a digest
 *   temporary/<uuid>       a long stream whose digest is not known yet
 *
 * SAFETY: an object reaches its key in one step, when all of its bytes were hashed here and each part was checked by the
 * store. So an object is never seen half, whatever crashes.
 */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Digest } from "@troupe/core";
import type {
  Archive,
  ArchiveUpkeep,
  KeptObject,
  Location,
  PageOfObjects,
  RetiredObject,
  StoredObject,
} from "@troupe/engine";
import { archiveFailures, checkDigest, touchEveryMs } from "@troupe/engine/adapters";
import type { Bucket, Entry } from "./bucket.ts";
import { keysOf } from "./keys.ts";
import { ArchiveNames } from "./names.ts";
import { openBucket, type S3Settings } from "./open-bucket.ts";
import { presign } from "./presign.ts";
import { Slots } from "./slots.ts";
import { storeStream } from "./store-stream.ts";

/** Each holds two parts in memory; the others wait. */
const longUploads = 16;

export class S3Archive implements Archive, ArchiveUpkeep {
  readonly #bucket: Bucket;
  readonly #names: ArchiveNames;
  readonly #takesBytes: boolean;
  readonly #slots = new Slots(longUploads);

  private constructor(bucket: Bucket, takesBytes: boolean) {
    this.#bucket = bucket;
    this.#names = new ArchiveNames(bucket);
    this.#takesBytes = takesBytes;
  }

  /** Throws TroupeError if the bucket is not there, or the credentials may not read and write it. */
  static async open(settings: S3Settings): Promise<S3Archive> {
    const { bucket, checksChecksums } = await openBucket(settings);
    return new S3Archive(bucket, checksChecksums);
  }

  async put(content: AsyncIterable<Uint8Array> | Uint8Array, expected?: Digest): Promise<StoredObject> {
    if (expected !== undefined) checkDigest(expected);
    if (content instanceof Uint8Array) return this.#putBytes(content, expected);
    const stored = expected === undefined ? undefined : await this.stat(expected);
    if (stored !== undefined) return this.#verify(content, stored);
    const bucket = this.#bucket;
    return storeStream(
      { bucket, slots: this.#slots, putBytes: (bytes) => this.#putBytes(bytes, expected) },
      content,
      expected,
    );
  }

  async stat(digest: Digest): Promise<StoredObject | undefined> {
    const found = await this.#find(digest);
    return found === undefined ? undefined : { digest, size: found.size };
  }

  async touch(digest: Digest): Promise<StoredObject | undefined> {
    const found = await this.#find(digest);
    if (found === undefined) return undefined;
    if (Date.now() - found.changedAt > touchEveryMs) await this.#bucket.put(keysOf(digest).touched, new Uint8Array());
    return { digest, size: found.size };
  }

  async *read(digest: Digest, offset = 0): AsyncGenerator<Uint8Array> {
    const body = await this.#open(digest, offset);
    if (body === null) return;
    const hash = createHash("sha256");
    try {
      for await (const piece of body as AsyncIterable<Uint8Array>) {
        if (offset === 0) hash.update(piece);
        yield piece;
      }
    } catch (error) {
      throw this.#bucket.translate(error);
    } finally {
      body.destroy();
    }
    if (offset === 0 && `sha256:${hash.digest("hex")}` !== digest) throw archiveFailures.dataLoss(digest);
  }

  async link(name: string, digest: Digest): Promise<void> {
    checkDigest(digest);
    await this.#names.link(name, digest);
  }

  unlink(name: string): Promise<void> {
    return this.#names.unlink(name);
  }

  resolve(name: string): Promise<Digest | undefined> {
    return this.#names.resolve(name);
  }

  names(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<readonly string[]> {
    return this.#names.list(prefix, options);
  }

  async locate(digest: Digest, use: "read" | "write", expiresMs: number): Promise<Location | undefined> {
    checkDigest(digest);
    // A store that stores whatever comes would make any bytes the object.
    if (use === "write" && !this.#takesBytes) return undefined;
    return presign(this.#bucket, digest, use, expiresMs);
  }

  async objects({ after, limit = 1000 }: PageOfObjects = {}): Promise<readonly KeptObject[]> {
    const page = await this.#page("objects", after, limit);
    const touched = new Map<Digest, number>();
    const last = page.at(-1)?.digest;
    for (let from = after; last !== undefined; ) {
      const marks = await this.#page("touched", from, 1000);
      for (const { digest, changedAt } of marks) touched.set(digest, changedAt);
      from = marks.at(-1)?.digest;
      if (from === undefined || from >= last) break;
    }
    return page.map(({ digest, changedAt }) => ({
      digest,
      touchedAt: Math.max(changedAt, touched.get(digest) ?? 0),
    }));
  }

  async retire(digest: Digest, since: number): Promise<boolean> {
    checkDigest(digest);
    const keys = keysOf(digest);
    const dates = await Promise.all([this.#bucket.head(keys.object), this.#bucket.head(keys.touched)]);
    if (dates[0] === undefined || dates.some((entry) => entry !== undefined && entry.changedAt >= since)) return false;
    // SAFETY: gone only when it is found elsewhere, so that it can be brought back at every moment.
    if (!(await this.#bucket.copy(keys.object, keys.retired))) return false;
    await this.#bucket.remove(keys.object);
    await this.#bucket.remove(keys.touched);
    return true;
  }

  async retired({ after, limit = 1000 }: PageOfObjects = {}): Promise<readonly RetiredObject[]> {
    const page = await this.#page("retired", after, limit);
    return page.map(({ digest, changedAt }) => ({ digest, retiredAt: changedAt }));
  }

  async restore(digest: Digest): Promise<void> {
    checkDigest(digest);
    const { retired, object } = keysOf(digest);
    if (await this.#bucket.copy(retired, object)) await this.#bucket.remove(retired);
  }

  async remove(digest: Digest): Promise<void> {
    checkDigest(digest);
    await this.#bucket.remove(keysOf(digest).retired);
  }

  /** Lets its connections go. */
  close(): void {
    this.#bucket.client.destroy();
  }

  async #find(digest: Digest): Promise<Entry | undefined> {
    checkDigest(digest);
    const { object } = keysOf(digest);
    const found = await this.#bucket.head(object);
    if (found !== undefined) return found;
    await this.restore(digest);
    return this.#bucket.head(object);
  }

  /** Null if nothing lies behind the offset. */
  async #open(digest: Digest, offset: number): Promise<Readable | null> {
    checkDigest(digest);
    const { object } = keysOf(digest);
    const found = await this.#bucket.get(object, offset);
    if (found !== undefined) return found;
    await this.restore(digest);
    const restored = await this.#bucket.get(object, offset);
    if (restored === undefined) throw archiveFailures.notFound(digest);
    return restored;
  }

  async #putBytes(content: Uint8Array, expected: Digest | undefined): Promise<StoredObject> {
    // A copy: what is sent, perhaps more than once, is what was hashed.
    const bytes = Uint8Array.from(content);
    const digest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    if (expected !== undefined && digest !== expected) throw archiveFailures.digestMismatch(expected, digest);
    const { object } = keysOf(digest);
    const found = await this.#bucket.head(object);
    if (found?.size !== bytes.length) await this.#bucket.put(object, bytes);
    else await this.touch(digest);
    return { digest, size: bytes.length };
  }

  /** What is there already is only hashed: whether the content is what it is said to be must be known in any case. */
  async #verify(content: AsyncIterable<Uint8Array>, stored: StoredObject): Promise<StoredObject> {
    const hash = createHash("sha256");
    let size = 0;
    for await (const piece of content) {
      hash.update(piece);
      size += piece.length;
    }
    const digest: Digest = `sha256:${hash.digest("hex")}`;
    if (digest !== stored.digest) throw archiveFailures.digestMismatch(stored.digest, digest);
    if ((await this.touch(digest))?.size === size) return stored;
    await this.#bucket.remove(keysOf(digest).object);
    throw archiveFailures.damagedCopy(digest);
  }

  async #page(folder: string, after: Digest | undefined, limit: number) {
    const prefix = `${folder}/sha256/`;
    const start = after === undefined ? undefined : prefix + after.slice("sha256:".length);
    const entries = await this.#bucket.list(prefix, start, limit);
    return entries.map(({ key, changedAt }) => ({ digest: `sha256:${key.slice(prefix.length)}` as Digest, changedAt }));
  }
}
