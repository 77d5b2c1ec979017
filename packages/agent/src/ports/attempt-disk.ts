/** Where attempts lie on this machine: a folder each, and in it what outlives the agent's process. */
import type { AttemptKey } from "@troupe/engine";
import type { Stop } from "../attempts/attempt-state.ts";
import type { LedgerEntry, Read } from "../attempts/ledger.ts";

export interface AttemptDisk {
  /** A folder, empty but for `outputs/`. */
  make(key: AttemptKey): string;
  /** It is there already. */
  hold(key: AttemptKey): void;
  /** Its attempt is over, and only its logs may still be of use: the next agent process is to know that. */
  retain(key: AttemptKey): Promise<void>;
  isRetained(folder: string): boolean;
  /** With everything in it. */
  remove(key: AttemptKey): Promise<void>;
  /** Folders of attempts that an earlier agent process left. */
  list(): Promise<readonly string[]>;
  /** Removes a folder that nobody holds, and that of its run with the last one. */
  clear(folder: string): Promise<void>;
  /** Removes what an agent process that was killed left of runs of which no attempt is left. Before anything is made. */
  tidy(): Promise<void>;
  writeInputs(folder: string, inputs: Readonly<Record<string, unknown>>): void;
  /** Once, before the start: what has no entry is taken for never started. */
  writeEntry(folder: string, entry: LedgerEntry): void;
  writeStop(folder: string, stop: Stop): void;
  readLedger(folder: string): Read;
  /** The last line of what a program said on stderr; empty if nothing. */
  lastWords(folder: string): Promise<string>;
  /** A clock that goes on while no agent process is there to count, and that no one sets. */
  uptime(): Uptime;
}

export interface Uptime {
  readonly bootId: string;
  /** Seconds since this boot. */
  readonly uptimeS: number;
}
