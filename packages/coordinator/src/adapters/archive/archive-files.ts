/**
 * The files below an archive's root, by their segments. The root may lie anywhere; below it a symbolic link is refused,
 * since whoever may place one could make the archive write, or give away, files that are none of its own.
 */
import { randomUUID } from "node:crypto";
import { constants, type Dirent } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import { ifThere, withFile } from "../files/file-errors.ts";
import { syncDirectory } from "../files/sync-directory.ts";

export type Segments = readonly string[];

export interface FileFacts {
  readonly size: number;
  readonly changedAt: number;
  /** When it got its name, or was last touched. */
  readonly movedAt: number;
}

/** A writer that has not finished after so long is dead. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

export class ArchiveFiles {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  static async open(root: string): Promise<ArchiveFiles> {
    return withFile(root, async () => {
      await mkdir(root, { recursive: true });
      const files = new ArchiveFiles(await realpath(root));
      for (const segments of [["objects"], ["retired"], ["names"], ["temporary"]])
        await files.#makeDirectories(segments);
      await files.#sweep();
      return files;
    });
  }

  /** Undefined if there is no such file. */
  async find(segments: Segments): Promise<FileFacts | undefined> {
    const path = this.#pathOf(segments);
    return ifThere(path, async () => {
      await this.#refuseLinks(segments.slice(0, -1));
      const found = await lstat(path);
      if (!found.isFile()) throw inTheWay(path);
      return { size: found.size, changedAt: found.mtimeMs, movedAt: found.ctimeMs };
    });
  }

  /** Says that a file was changed now. False if it is not there. */
  async touch(segments: Segments): Promise<boolean> {
    const now = new Date();
    const path = this.#pathOf(segments);
    return (await ifThere(path, () => utimes(path, now, now).then(() => true))) ?? false;
  }

  /** In one step, durably. False if there is nothing to move. */
  async move(from: Segments, to: Segments): Promise<boolean> {
    if ((await this.find(from)) === undefined) return false;
    await this.#makeDirectories(to.slice(0, -1));
    const moved = await ifThere(this.#pathOf(from), async () => {
      await this.#refuseLinks(from.slice(0, -1));
      await rename(this.#pathOf(from), this.#pathOf(to));
      // SAFETY: where it is now is on disk before it is forgotten where it was: after a power failure it is in one of both.
      await syncDirectory(this.#pathOf(to.slice(0, -1)));
      await syncDirectory(this.#pathOf(from.slice(0, -1)));
      return true;
    });
    return moved ?? false;
  }

  /** Undefined if there is no such file. */
  async openToRead(segments: Segments): Promise<FileHandle | undefined> {
    if ((await this.find(segments)) === undefined) return undefined;
    const path = this.#pathOf(segments);
    return ifThere(path, () => open(path, constants.O_RDONLY | constants.O_NOFOLLOW));
  }

  /** What lies in a directory; nothing if it is not there. */
  async list(segments: Segments): Promise<readonly Dirent[]> {
    const path = this.#pathOf(segments);
    const found = await ifThere(path, async () => {
      await this.#refuseLinks(segments);
      return readdir(path, { withFileTypes: true });
    });
    return found ?? [];
  }

  /** Durable; what is not there is no error. */
  async remove(segments: Segments): Promise<void> {
    const directory = segments.slice(0, -1);
    await ifThere(this.#pathOf(segments), async () => {
      await this.#refuseLinks(directory);
      await rm(this.#pathOf(segments));
      await syncDirectory(this.#pathOf(directory));
    });
  }

  async createTemporary(): Promise<TemporaryFile> {
    const path = this.#pathOf(["temporary", randomUUID()]);
    const handle = await withFile(path, () => open(path, "wx"));
    return new TemporaryFile(path, handle, (segments) => this.#place(path, segments));
  }

  /** Moves a whole, synced file to where it belongs. */
  async #place(temporary: string, segments: Segments): Promise<void> {
    const directory = segments.slice(0, -1);
    await this.#makeDirectories(directory);
    await rename(temporary, this.#pathOf(segments));
    await syncDirectory(this.#pathOf(directory));
  }

  /** One level at a time, since what is made below a link would lie outside. */
  async #makeDirectories(segments: Segments): Promise<void> {
    const parent = segments.slice(0, -1);
    if (await this.#isThere(segments)) return;
    if (parent.length > 0) await this.#makeDirectories(parent);
    // Another writer may have made it since.
    await mkdir(this.#pathOf(segments), { recursive: true });
    await syncDirectory(this.#pathOf(parent));
    await this.#refuseLinks(segments);
  }

  async #isThere(directory: Segments): Promise<boolean> {
    const path = this.#pathOf(directory);
    const found = await ifThere(path, () => this.#refuseLinks(directory).then(() => true));
    return found === true;
  }

  async #refuseLinks(directory: Segments): Promise<void> {
    const path = this.#pathOf(directory);
    if ((await realpath(path)) !== path) throw inTheWay(path);
  }

  async #sweep(): Promise<void> {
    for (const { name } of await this.list(["temporary"])) {
      const path = this.#pathOf(["temporary", name]);
      const found = await ifThere(path, () => stat(path));
      if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
    }
  }

  #pathOf(segments: Segments): string {
    return join(this.#root, ...segments);
  }
}

/** A file on its way into the archive. */
export class TemporaryFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #place: (segments: Segments) => Promise<void>;
  #isPlaced = false;

  constructor(path: string, handle: FileHandle, place: (segments: Segments) => Promise<void>) {
    this.#path = path;
    this.#handle = handle;
    this.#place = place;
  }

  write(piece: Uint8Array | string): Promise<void> {
    return withFile(this.#path, () => this.#handle.writeFile(piece));
  }

  /** SAFETY: the bytes are on disk before the name points to them. */
  async moveTo(segments: Segments): Promise<void> {
    await withFile(this.#path, async () => {
      await this.#handle.sync();
      await this.#place(segments);
    });
    this.#isPlaced = true;
  }

  /** Closes the file, and removes it unless it was moved. */
  async discard(): Promise<void> {
    await this.#handle.close();
    if (!this.#isPlaced) await rm(this.#path, { force: true });
  }
}

function inTheWay(path: string): TroupeError {
  return new TroupeError(`${path} is or leads through a symbolic link or a special file. Remove it from the archive.`, {
    code: "ARCHIVE_UNSAFE",
    reaction: "reject",
    details: { path },
  });
}
