/**
 * Files that stay open between uses, at most so many at once: opening costs more than reading, and descriptors run out.
 * When all are in use, the next user waits for one.
 */
import { type FileHandle, open } from "node:fs/promises";

interface OpenFile {
  readonly handle: Promise<FileHandle>;
  users: number;
}

export class OpenFiles {
  readonly #limit: number;
  /** The least recently used first. */
  readonly #files = new Map<string, OpenFile>();
  #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Opens the file with these flags unless it is open, and lets the body use it. */
  async use<Result>(path: string, flags: number, body: (file: FileHandle) => Promise<Result>): Promise<Result> {
    const file = await this.#acquire(path, flags);
    try {
      return await body(await file.handle);
    } finally {
      file.users -= 1;
      this.#wakeAll();
    }
  }

  /** Closes the files for which the claim holds, once nobody uses them. */
  async close(isMeant: (path: string) => boolean = () => true): Promise<void> {
    for (const path of [...this.#files.keys()].filter(isMeant)) {
      while ((this.#files.get(path)?.users ?? 0) > 0) await this.#oneIsFreed();
      await this.#closeOne(path);
    }
  }

  /** How many are open. */
  get size(): number {
    return this.#files.size;
  }

  async #acquire(path: string, flags: number): Promise<OpenFile> {
    while (!this.#files.has(path) && this.#files.size >= this.#limit) {
      const idle = this.#leastRecentlyUsed();
      if (idle === undefined) await this.#oneIsFreed();
      else await this.#closeOne(idle);
    }
    const known = this.#files.get(path);
    const file = known ?? { handle: open(path, flags, 0o600), users: 0 };
    file.users += 1;
    this.#files.delete(path);
    this.#files.set(path, file);
    if (known === undefined) file.handle.catch(() => this.#forget(path, file));
    return file;
  }

  /** A file that could not be opened may be there the next time. */
  #forget(path: string, file: OpenFile): void {
    if (this.#files.get(path) === file) this.#files.delete(path);
  }

  #leastRecentlyUsed(): string | undefined {
    for (const [path, { users }] of this.#files) if (users === 0) return path;
    return undefined;
  }

  async #closeOne(path: string): Promise<void> {
    const file = this.#files.get(path);
    this.#files.delete(path);
    await file?.handle.then(
      (handle) => handle.close(),
      () => {},
    );
    this.#wakeAll();
  }

  /** All, since they wait for different files. */
  #wakeAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #oneIsFreed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }
}
