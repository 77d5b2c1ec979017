/** The archive as two maps. A `disk` outlives its archive, and lets a test change bytes behind its back. */
import { createHash } from "node:crypto";
import type { Digest } from "@troupe/core";
import type { Archive, StoredObject } from "../../ports/archive.ts";
import type { ArchiveUpkeep, KeptObject, PageOfObjects, RetiredObject } from "../../ports/archive-upkeep.ts";
import { archiveFailures, checkArchiveName, checkDigest, defaultNamesLimit } from "../archive-rules.ts";
import { SortedKeys } from "./sorted-keys.ts";

/** What survives the archive. */
export class MemoryArchiveDisk {
  readonly objects = new Map<Digest, Uint8Array>();
  readonly touched = new Map<Digest, number>();
  readonly retired = new Map<Digest, { readonly bytes: Uint8Array; readonly at: number }>();
  readonly names = new Map<string, Digest>();
  readonly order = new SortedKeys();
}

const pieceBytes = 64 * 1024;

export class MemoryArchive implements Archive, ArchiveUpkeep {
  readonly #disk: MemoryArchiveDisk;
  readonly #now: () => number;

  constructor(disk: MemoryArchiveDisk = new MemoryArchiveDisk(), now: () => number = Date.now) {
    this.#disk = disk;
    this.#now = now;
  }

  async put(content: AsyncIterable<Uint8Array> | Uint8Array, expected?: Digest): Promise<StoredObject> {
    if (expected !== undefined) checkDigest(expected);
    const bytes = content instanceof Uint8Array ? new Uint8Array(content) : await collect(content);
    const digest = digestOf(bytes);
    if (expected !== undefined && expected !== digest) throw archiveFailures.digestMismatch(expected, digest);
    this.#disk.objects.set(digest, bytes);
    this.#disk.touched.set(digest, this.#now());
    return { digest, size: bytes.length };
  }

  async stat(digest: Digest): Promise<StoredObject | undefined> {
    checkDigest(digest);
    await this.restore(digest);
    const bytes = this.#disk.objects.get(digest);
    return bytes === undefined ? undefined : { digest, size: bytes.length };
  }

  async touch(digest: Digest): Promise<StoredObject | undefined> {
    const stored = await this.stat(digest);
    if (stored !== undefined) this.#disk.touched.set(digest, this.#now());
    return stored;
  }

  async *read(digest: Digest, offset = 0): AsyncGenerator<Uint8Array> {
    checkDigest(digest);
    await this.restore(digest);
    const bytes = this.#disk.objects.get(digest);
    if (bytes === undefined) throw archiveFailures.notFound(digest);
    for (let start = offset; start < bytes.length; start += pieceBytes)
      yield new Uint8Array(bytes.subarray(start, start + pieceBytes));
    if (offset === 0 && digestOf(bytes) !== digest) throw archiveFailures.dataLoss(digest);
  }

  async link(name: string, digest: Digest): Promise<void> {
    checkArchiveName(name);
    checkDigest(digest);
    this.#disk.names.set(name, digest);
    this.#disk.order.add(name);
  }

  async unlink(name: string): Promise<void> {
    checkArchiveName(name);
    this.#disk.names.delete(name);
    this.#disk.order.delete(name);
  }

  async resolve(name: string): Promise<Digest | undefined> {
    checkArchiveName(name);
    return this.#disk.names.get(name);
  }

  async names(
    prefix: string,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly string[]> {
    return this.#disk.order.list(prefix, options.after, options.limit ?? defaultNamesLimit);
  }

  async objects(options: PageOfObjects = {}): Promise<readonly KeptObject[]> {
    const { touched } = this.#disk;
    return pageOf(this.#disk.objects, options).map((digest) => ({ digest, touchedAt: touched.get(digest) ?? 0 }));
  }

  async retire(digest: Digest, since: number): Promise<boolean> {
    const { objects, touched, retired } = this.#disk;
    const bytes = objects.get(digest);
    if (bytes === undefined || (touched.get(digest) ?? 0) >= since) return false;
    objects.delete(digest);
    retired.set(digest, { bytes, at: this.#now() });
    return true;
  }

  async retired(options: PageOfObjects = {}): Promise<readonly RetiredObject[]> {
    const { retired } = this.#disk;
    return pageOf(retired, options).map((digest) => ({ digest, retiredAt: retired.get(digest)?.at ?? 0 }));
  }

  async restore(digest: Digest): Promise<void> {
    const found = this.#disk.retired.get(digest);
    if (found === undefined) return;
    if (!this.#disk.objects.has(digest)) this.#disk.objects.set(digest, found.bytes);
    this.#disk.touched.set(digest, this.#now());
    this.#disk.retired.delete(digest);
  }

  async remove(digest: Digest): Promise<void> {
    this.#disk.retired.delete(digest);
  }
}

function pageOf(kept: ReadonlyMap<Digest, unknown>, { after, limit = 1000 }: PageOfObjects): readonly Digest[] {
  return [...kept.keys()]
    .filter((digest) => after === undefined || digest > after)
    .sort()
    .slice(0, limit);
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(new Uint8Array(piece));
  return new Uint8Array(Buffer.concat(pieces));
}
