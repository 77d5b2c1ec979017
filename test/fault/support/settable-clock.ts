/** A wall clock that a test sets while processes run by it: libfaketime, which leaves their monotonic clocks alone. */
import { globSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Undefined where Debian's package libfaketime is not installed. */
const library = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1")[0];

export const canSetClock = library !== undefined;

export class SettableClock {
  /** For the processes that are to live by it. What they start keeps its own: libfaketime breaks Python's sleep. */
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, "wall-clock");
    this.set(0);
    this.env = {
      LD_PRELOAD: library ?? "",
      NODE_OPTIONS: "--import=data:text/javascript,delete%20process.env.LD_PRELOAD",
      FAKETIME_TIMESTAMP_FILE: this.#file,
      // Both names of one setting, of different versions.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      DONT_FAKE_MONOTONIC: "1",
      FAKETIME_NO_CACHE: "1",
      // Files that are there keep their times, as on a machine whose clock is set.
      NO_FAKE_STAT: "1",
    };
  }

  /** Sets it for all of them at once, in seconds from the time that it really is. */
  set(seconds: number): void {
    // Renamed, as it is read at any moment.
    writeFileSync(`${this.#file}.new`, `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}
