/** A stream that lies in a file which a process appends to. Nothing of it is held in memory: a lost connection reads it again. */
import { readFileSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { StreamKey } from "@troupe/engine";
import { unless } from "../artifacts/errno.ts";
import type { LogPiece, LogSource } from "./log-source.ts";

/** How much may be shipped again after this agent was killed: writing down every acknowledgement would cost more. */
const rememberEveryBytes = 1024 * 1024;

export class FileLog implements LogSource {
  readonly key: StreamKey;
  readonly #path: string;
  #file: FileHandle | undefined;
  #isClosed = false;
  #released = 0;
  #remembered = 0;

  constructor(key: StreamKey, path: string) {
    this.key = key;
    this.#path = path;
  }

  /** Up to where an earlier agent process is known to have shipped it. */
  acknowledgedBefore(): number {
    try {
      this.#remembered = Number.parseInt(readFileSync(this.#mark, "utf8"), 10) || 0;
    } catch {
      // Never written: it comes again from the start, and the coordinator drops what it has.
    }
    this.#released = this.#remembered;
    return this.#remembered;
  }

  async read(offset: number, limit: number): Promise<LogPiece | undefined> {
    this.#file ??= await open(this.#path, "r").catch(unless("ENOENT"));
    if (this.#file === undefined) return undefined;
    if (this.#isClosed) return this.#release();
    const buffer = Buffer.allocUnsafe(limit);
    const { bytesRead } = await this.#file.read(buffer, 0, limit, offset);
    if (bytesRead === 0) return undefined;
    // A short read must not keep the whole buffer alive until it is acknowledged.
    const data = bytesRead > limit / 2 ? buffer.subarray(0, bytesRead) : Buffer.from(buffer.subarray(0, bytesRead));
    return { offset, data, gap: 0 };
  }

  release(offset: number): void {
    const isLess = offset < this.#released;
    this.#released = offset;
    // Less than before: the coordinators lost it, which a successor of this process must know.
    if (isLess || offset - this.#remembered >= rememberEveryBytes) this.#remember();
  }

  /** All of it is shipped, as far as it goes. */
  rest(): void {
    if (this.#released !== this.#remembered) this.#remember();
    this.#release();
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  #remember(): void {
    this.#remembered = this.#released;
    try {
      writeFileSync(this.#mark, String(this.#released));
    } catch {
      // A full disk: then more is shipped again, if it comes to that.
    }
  }

  get #mark(): string {
    return `${this.#path}.acknowledged`;
  }

  #release(): undefined {
    void this.#file?.close();
    this.#file = undefined;
  }
}
