/** Whether there is room for another attempt's files. */
import { statfsSync } from "node:fs";

/** Offers come by the thousand; the disk does not fill that fast. */
const lookEveryMs = 1000;

export class DiskWatch {
  readonly #folder: string;
  readonly #minFreeBytes: number;
  readonly #monotonic: () => number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #objection: string | null = null;

  constructor(folder: string, minFreeBytes: number, monotonic: () => number) {
    this.#folder = folder;
    this.#minFreeBytes = minFreeBytes;
    this.#monotonic = monotonic;
  }

  /** Null if there is room. */
  objection(): string | null {
    const now = this.#monotonic();
    if (now - this.#lookedAt < lookEveryMs) return this.#objection;
    this.#lookedAt = now;
    this.#objection = this.#look();
    return this.#objection;
  }

  #look(): string | null {
    try {
      const { bavail, bsize } = statfsSync(this.#folder);
      const free = bavail * bsize;
      return free < this.#minFreeBytes ? `the disk of ${this.#folder} is nearly full: ${free} bytes are free` : null;
    } catch (error) {
      return `${this.#folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
