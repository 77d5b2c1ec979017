/** Starts programs so that they outlive the agent, and finds them again. */
import type { Execution } from "./executor.ts";

export interface Launcher {
  /**
   * Resolves once the program's start is on its way; a program that cannot be started ends with what a shell makes of it
   * (127: not found, 126: not executable, with the reason on its stderr). Throws TroupeError(retry, "LAUNCHER_FAILED") if
   * this machine starts no processes at all.
   */
  start(program: Program): Promise<Execution>;
  /**
   * A program that an agent process, this one or an earlier one, started in this folder: running, or ended since. Null
   * only if none was ever started there. What has ended may be adopted again.
   */
  adopt(folder: string): Promise<Execution | null>;
  /** Running programs are left alone. */
  close(): Promise<void>;
}

export interface Program {
  /** Must be in the environment too, as TROUPE_ATTEMPT_ID: it is how the tree is found where there are no cgroups. */
  readonly attemptId: string;
  /** Absolute, without line breaks, and there already. Gets run.sh, stdout, stderr and exit. */
  readonly folder: string;
  /** The program is found as it is: absolute, or relative to `workingFolder` with a slash in it. */
  readonly argv: readonly [string, ...string[]];
  readonly workingFolder: string;
  /** Added to the environment of the agent. */
  readonly environment: Readonly<Record<string, string>>;
  /** 0: no limit. Kept only where the machine can. */
  readonly memoryBytes: number;
}
