/** A named pipe through which a test speaks to a step: what a shell with `exec cat PATH` says, when the test wants it said. */
import { execFile } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Workbench } from "@troupe/testing/process";

export class Pipe {
  readonly path: string;
  #descriptor: number | null;

  static async make(bench: Workbench): Promise<Pipe> {
    const path = join(await bench.folder(), "pipe");
    await promisify(execFile)("mkfifo", [path]);
    // For both directions: opening it for one of them would wait for the other end.
    const pipe = new Pipe(path, openSync(path, constants.O_RDWR));
    bench.closes(() => pipe.close());
    return pipe;
  }

  private constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  say(line: string): void {
    if (this.#descriptor !== null) writeSync(this.#descriptor, `${line}\n`);
  }

  /** Whoever reads comes to the end. Idempotent. */
  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
