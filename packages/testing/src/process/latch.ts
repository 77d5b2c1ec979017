/** Holds a program at a point of its own until the test lets it go on. */
import { execFile } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { promisify } from "node:util";

/**
 * A named pipe: who reads a line from it waits until the latch is opened, in any language and without asking again and
 * again. Opening it before anybody waits lets the next one pass.
 *
 * @example
 * ```python
 * open(latch, "rb", buffering=0).readline()  # in the program: waits here
 * ```
 *
 * Without a buffer, as a shell's `read` does: else one reader takes away what was meant for the next.
 */
export class Latch {
  readonly path: string;
  readonly #descriptor: number;

  static async make(path: string): Promise<Latch> {
    await promisify(execFile)("mkfifo", [path]);
    return new Latch(path);
  }

  private constructor(path: string) {
    this.path = path;
    // For both directions: opening it for one of them would wait for the other end.
    this.#descriptor = openSync(path, constants.O_RDWR);
  }

  /** Lets one reader go on. */
  open(): void {
    writeSync(this.#descriptor, "\n");
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
