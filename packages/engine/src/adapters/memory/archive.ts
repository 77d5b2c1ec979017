/** The archive as two maps. A `disk` outlives its archive, and lets a test change bytes behind its back. */
import { createHash } from "node:crypto";
import type { Digest } from "@troupe/core";
import type { Archive, StoredObject } from "../../ports/archive.ts";
import { archiveFailures, checkArchiveName, checkDigest, defaultNamesLimit } from "../archive-rules.ts";
import { SortedKeys } from "./sorted-keys.ts";

/** What survives the archive. */
export class MemoryArchiveDisk {
  readonly objects = new Map<Digest, Uint8Array>();
  readonly names = new Map<string, Digest>();
  readonly order = new SortedKeys();
}

const pieceBytes = 64 * 1024;

export class MemoryArchive implements Archive {
  readonly #disk: MemoryArchiveDisk;

  constructor(disk: MemoryArchiveDisk = new MemoryArchiveDisk()) {
    this.#disk = disk;
  }

  async put(content: AsyncIterable<Uint8Array> | Uint8Array, expected?: Digest): Promise<StoredObject> {
    if (expected !== undefined) checkDigest(expected);
    const bytes = content instanceof Uint8Array ? new Uint8Array(content) : await collect(content);
    const digest = digestOf(bytes);
    if (expected !== undefined && expected !== digest) throw archiveFailures.digestMismatch(expected, digest);
    this.#disk.objects.set(digest, bytes);
    return { digest, size: bytes.length };
  }

  async stat(digest: Digest): Promise<StoredObject | undefined> {
    checkDigest(digest);
    const bytes = this.#disk.objects.get(digest);
    return bytes === undefined ? undefined : { digest, size: bytes.length };
  }

  async *read(digest: Digest, offset = 0): AsyncGenerator<Uint8Array> {
    checkDigest(digest);
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
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function collect(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(new Uint8Array(piece));
  return new Uint8Array(Buffer.concat(pieces));
}
