/** A stream that lies in a file which a process appends to. Nothing of it is held in memory: a lost connection reads it again. */
import { type FileHandle, open } from "node:fs/promises";
import type { StreamKey } from "@troupe/engine";
import type { LogPiece, LogSource } from "./log-source.ts";

export class FileLog implements LogSource {
  readonly key: StreamKey;
  readonly #path: string;
  #file: Promise<FileHandle | undefined> | undefined;
  #isClosed = false;

  constructor(key: StreamKey, path: string) {
    this.key = key;
    this.#path = path;
  }

  async read(offset: number, limit: number): Promise<LogPiece | undefined> {
    const file = await this.#open();
    if (file === undefined || this.#isClosed) return undefined;
    const buffer = Buffer.allocUnsafe(limit);
    const { bytesRead } = await file.read(buffer, 0, limit, offset);
    if (bytesRead === 0) return undefined;
    // A short read must not keep the whole buffer alive until it is acknowledged.
    const data = bytesRead > limit / 2 ? buffer.subarray(0, bytesRead) : Buffer.from(buffer.subarray(0, bytesRead));
    return { offset, data, gap: 0 };
  }

  release(): void {}

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#file?.then((file) => file?.close());
  }

  async #open(): Promise<FileHandle | undefined> {
    this.#file ??= open(this.#path, "r").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      // Its process has not been started yet.
      this.#file = undefined;
      return undefined;
    });
    return this.#file;
  }
}
