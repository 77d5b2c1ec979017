/**
 * The archive as a directory, also one that several coordinators share.
 *
 *   objects/sha256/ab/<hex>   bytes; written once, never changed; last touched when the file was
 *   retired/sha256/ab/<hex>   objects on their way out
 *   names/<segment>/…         one small file a name, holding a digest
 *   temporary/                what is being written
 *
 * SAFETY: bytes are hashed while they are written, and reach their name only when they are whole and on disk. So an
 * object is never seen half, whatever crashes.
 */

import { createHash, type Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { Digest } from "@troupe/core";
import type { Archive, ArchiveUpkeep, KeptObject, PageOfObjects, RetiredObject, StoredObject } from "@troupe/engine";
import { archiveFailures, checkDigest } from "@troupe/engine/adapters";
import { ArchiveFiles, type TemporaryFile } from "./archive-files.ts";
import { ArchiveNames } from "./archive-names.ts";
import { ArchiveObjects, objectPath } from "./archive-objects.ts";

const readBytes = 256 * 1024;

export class DirectoryArchive implements Archive, ArchiveUpkeep {
  readonly #files: ArchiveFiles;
  readonly #names: ArchiveNames;
  readonly #objects: ArchiveObjects;

  private constructor(files: ArchiveFiles) {
    this.#files = files;
    this.#names = new ArchiveNames(files);
    this.#objects = new ArchiveObjects(files);
  }

  /** Makes the directory if need be, and removes what writers left behind that have long been dead. */
  static async open(root: string): Promise<DirectoryArchive> {
    return new DirectoryArchive(await ArchiveFiles.open(root));
  }

  async put(content: AsyncIterable<Uint8Array> | Uint8Array, expected?: Digest): Promise<StoredObject> {
    if (expected !== undefined) checkDigest(expected);
    const pieces = content instanceof Uint8Array ? [content] : content;
    const known = content instanceof Uint8Array ? digestOf(createHash("sha256").update(content)) : expected;
    // What is there already is only hashed: whether the content is what it is said to be must be known in any case.
    if (known !== undefined && (await this.#isWhole(known, content))) return this.#verify(pieces, known, expected);
    return this.#write(pieces, expected);
  }

  async stat(digest: Digest): Promise<StoredObject | undefined> {
    const found = await this.#objects.find(digest);
    return found === undefined ? undefined : { digest, size: found.size };
  }

  async touch(digest: Digest): Promise<StoredObject | undefined> {
    const found = await this.#objects.touch(digest);
    return found === undefined ? undefined : { digest, size: found.size };
  }

  async *read(digest: Digest, offset = 0): AsyncGenerator<Uint8Array> {
    const file = await this.#objects.openToRead(digest);
    if (file === undefined) throw archiveFailures.notFound(digest);
    const hash = createHash("sha256");
    try {
      for await (const piece of piecesOf(file, offset)) {
        if (offset === 0) hash.update(piece);
        yield piece;
      }
    } finally {
      await file.close();
    }
    if (offset === 0 && digestOf(hash) !== digest) throw archiveFailures.dataLoss(digest);
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

  objects(options?: PageOfObjects): Promise<readonly KeptObject[]> {
    return this.#objects.objects(options);
  }

  retire(digest: Digest, since: number): Promise<boolean> {
    return this.#objects.retire(digest, since);
  }

  retired(options?: PageOfObjects): Promise<readonly RetiredObject[]> {
    return this.#objects.retired(options);
  }

  restore(digest: Digest): Promise<void> {
    return this.#objects.restore(digest);
  }

  remove(digest: Digest): Promise<void> {
    return this.#objects.removeRetired(digest);
  }

  /** Whether an object is there, and not cut short as far as one can tell without reading it. */
  async #isWhole(digest: Digest, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<boolean> {
    const stored = await this.stat(digest);
    return stored !== undefined && (!(content instanceof Uint8Array) || stored.size === content.length);
  }

  async #verify(
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    stored: Digest,
    expected: Digest | undefined,
  ): Promise<StoredObject> {
    const hash = createHash("sha256");
    let size = 0;
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
    }
    const digest = digestOf(hash);
    if (expected !== undefined && digest !== expected) throw archiveFailures.digestMismatch(expected, digest);
    if ((await this.touch(stored))?.size === size) return { digest: stored, size };
    await this.#files.remove(objectPath(stored));
    throw archiveFailures.damagedCopy(stored);
  }

  async #write(
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    expected: Digest | undefined,
  ): Promise<StoredObject> {
    const temporary = await this.#files.createTemporary();
    try {
      const { digest, size } = await writeHashed(temporary, pieces);
      if (expected !== undefined && digest !== expected) throw archiveFailures.digestMismatch(expected, digest);
      await temporary.moveTo(objectPath(digest));
      return { digest, size };
    } finally {
      await temporary.discard();
    }
  }
}

async function writeHashed(
  temporary: TemporaryFile,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<StoredObject> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of pieces) {
    // Hashed before the write gives way: the sender may reuse its buffer only after that.
    hash.update(piece);
    size += piece.length;
    await temporary.write(piece);
  }
  return { digest: digestOf(hash), size };
}

async function* piecesOf(file: FileHandle, offset: number): AsyncGenerator<Uint8Array> {
  for (let position = offset; ; ) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(readBytes), 0, readBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    // A copy of a short piece, so that a small object does not hold on to a large buffer.
    yield bytesRead === readBytes ? buffer : buffer.slice(0, bytesRead);
  }
}

function digestOf(hash: Hash): Digest {
  return `sha256:${hash.digest("hex")}`;
}
