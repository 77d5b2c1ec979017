/** Objects below an archive's root: those in use, and those that are retired. */
import type { FileHandle } from "node:fs/promises";
import type { Digest } from "@troupe/core";
import type { KeptObject, PageOfObjects, RetiredObject } from "@troupe/engine";
import { checkDigest, touchEveryMs } from "@troupe/engine/adapters";
import type { ArchiveFiles, FileFacts, Segments } from "./archive-files.ts";

type Folder = "objects" | "retired";

export class ArchiveObjects {
  readonly #files: ArchiveFiles;

  constructor(files: ArchiveFiles) {
    this.#files = files;
  }

  async find(digest: Digest): Promise<FileFacts | undefined> {
    return this.#wherever(digest, () => this.#files.find(objectPath(digest)));
  }

  async openToRead(digest: Digest): Promise<FileHandle | undefined> {
    return this.#wherever(digest, () => this.#files.openToRead(objectPath(digest)));
  }

  /** Undefined if it is not there. */
  async touch(digest: Digest): Promise<FileFacts | undefined> {
    const found = await this.find(digest);
    if (found === undefined || Date.now() - found.changedAt < touchEveryMs) return found;
    const isTouched = await this.#wherever(
      digest,
      async () => (await this.#files.touch(objectPath(digest))) || undefined,
    );
    return isTouched === undefined ? undefined : found;
  }

  async retire(digest: Digest, since: number): Promise<boolean> {
    checkDigest(digest);
    const found = await this.#files.find(objectPath(digest));
    if (found === undefined || found.changedAt >= since) return false;
    if (!(await this.#files.move(objectPath(digest), retiredPath(digest)))) return false;
    // SAFETY: a touch since we looked went to the file, whatever its name was: now that it has moved, none can follow.
    const moved = await this.#files.find(retiredPath(digest));
    if (moved === undefined || moved.changedAt < since) return moved !== undefined;
    await this.restore(digest);
    return false;
  }

  async restore(digest: Digest): Promise<void> {
    checkDigest(digest);
    // Touched first: it may take the place of one that was put since.
    if (await this.#files.touch(retiredPath(digest))) await this.#files.move(retiredPath(digest), objectPath(digest));
  }

  async removeRetired(digest: Digest): Promise<void> {
    checkDigest(digest);
    await this.#files.remove(retiredPath(digest));
  }

  async objects(options: PageOfObjects = {}): Promise<readonly KeptObject[]> {
    return (await this.#page("objects", options)).map(({ digest, changedAt }) => ({ digest, touchedAt: changedAt }));
  }

  async retired(options: PageOfObjects = {}): Promise<readonly RetiredObject[]> {
    return (await this.#page("retired", options)).map(({ digest, movedAt }) => ({ digest, retiredAt: movedAt }));
  }

  /** What is retired is brought back; whoever brought it back at the same time may have been faster. */
  async #wherever<Found>(digest: Digest, look: () => Promise<Found | undefined>): Promise<Found | undefined> {
    checkDigest(digest);
    const found = await look();
    if (found !== undefined) return found;
    await this.restore(digest);
    return look();
  }

  async #page(
    folder: Folder,
    { after, limit = 1000 }: PageOfObjects,
  ): Promise<readonly (FileFacts & { readonly digest: Digest })[]> {
    const from = after?.slice("sha256:".length) ?? "";
    const found: (FileFacts & { readonly digest: Digest })[] = [];
    for (const shelf of await this.#sorted([folder, "sha256"])) {
      if (shelf < from.slice(0, 2)) continue;
      for (const hex of await this.#sorted([folder, "sha256", shelf])) {
        if (hex <= from) continue;
        const facts = await this.#files.find([folder, "sha256", shelf, hex]);
        if (facts !== undefined) found.push({ ...facts, digest: `sha256:${hex}` });
        if (found.length >= limit) return found;
      }
    }
    return found;
  }

  async #sorted(folder: Segments): Promise<readonly string[]> {
    return (await this.#files.list(folder)).map(({ name }) => name).sort();
  }
}

export function objectPath(digest: Digest): Segments {
  return pathOf("objects", digest);
}

function retiredPath(digest: Digest): Segments {
  return pathOf("retired", digest);
}

function pathOf(folder: Folder, digest: Digest): Segments {
  const hex = digest.slice("sha256:".length);
  return [folder, "sha256", hex.slice(0, 2), hex];
}
