/** A file system of a few MiB that a test can fill. Linux, as root. */
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Workbench } from "@troupe/testing/process";

export const canMount = process.platform === "linux" && process.getuid?.() === 0;

export class SmallDisk {
  readonly folder: string;

  static async mount(bench: Workbench, mebibytes: number): Promise<SmallDisk> {
    const folder = join(await bench.folder(), "disk");
    mkdirSync(folder);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", folder]);
    bench.closes(() => execFileSync("umount", ["-l", folder]));
    return new SmallDisk(folder);
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** To the last byte. */
  fill(): void {
    const piece = Buffer.alloc(1024 * 1024);
    const filler = openSync(this.#filler, "a");
    for (const size of [piece.length, 64 * 1024, 4096, 512]) {
      try {
        for (;;) writeSync(filler, piece, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    }
    closeSync(filler);
  }

  clear(): void {
    rmSync(this.#filler, { force: true });
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }
}
