/** Reads a growing file line by line, from its start. A line that is too long is cut, and its rest skipped. */
import { type FileHandle, open } from "node:fs/promises";
import { unless } from "../artifacts/errno.ts";

const newline = 10;

export interface LineTailLimits {
  readonly lineBytes: number;
  readonly readBytes: number;
}

export class LineTail {
  readonly #path: string;
  readonly #limits: LineTailLimits;
  #file: FileHandle | undefined;
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  #isSkipping = false;

  constructor(path: string, limits: LineTailLimits = { lineBytes: 1024 * 1024, readBytes: 64 * 1024 }) {
    this.#path = path;
    this.#limits = limits;
  }

  /** The lines that a further read makes whole, perhaps none; undefined at the end of what is written. */
  async read(): Promise<readonly Buffer[] | undefined> {
    this.#file ??= await open(this.#path, "r").catch(unless("ENOENT"));
    if (this.#file === undefined) return undefined;
    const buffer = Buffer.allocUnsafe(this.#limits.readBytes);
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#offset);
    if (bytesRead === 0) return undefined;
    this.#offset += bytesRead;
    return this.#split(buffer.subarray(0, bytesRead));
  }

  /** What stands behind the last line break, once nobody writes any more. */
  takeRest(): readonly Buffer[] {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest.length === 0 ? [] : [rest];
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  #split(read: Buffer): readonly Buffer[] {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = read.indexOf(newline); at !== -1; at = read.indexOf(newline, from)) {
      if (!this.#isSkipping) lines.push(this.#cut(read.subarray(from, at)));
      this.#isSkipping = false;
      this.#rest = Buffer.alloc(0);
      from = at + 1;
    }
    if (!this.#isSkipping) this.#keep(read.subarray(from), lines);
    return lines.filter((line) => line.length > 0);
  }

  #keep(part: Buffer, lines: Buffer[]): void {
    if (this.#rest.length + part.length <= this.#limits.lineBytes) {
      this.#rest = Buffer.concat([this.#rest, part]);
      return;
    }
    lines.push(this.#cut(part));
    this.#rest = Buffer.alloc(0);
    this.#isSkipping = true;
  }

  #cut(end: Buffer): Buffer {
    const line = this.#rest.length === 0 ? end : Buffer.concat([this.#rest, end]);
    return line.length > this.#limits.lineBytes ? line.subarray(0, this.#limits.lineBytes) : line;
  }
}
