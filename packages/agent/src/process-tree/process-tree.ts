/**
 * Ending everything that an attempt started, and nothing else. How well that can be done depends on the machine:
 *
 *  tier 1  cgroup v2 with the memory controller: the kernel kills the group in one step and counts what ran out of memory
 *  tier 2  cgroup v2 kills, memory is limited and counted by a cgroup v1 memory controller, where there is one
 *  tier 3  the processes of the attempt's session, their descendants, and whatever carries the attempt's id in its
 *          environment, found in /proc again and again until none is left; memory is neither limited nor counted
 */
import type { ProcessIdentity, ProcessUsage } from "../ports/executor.ts";

export type Tier = 1 | 2 | 3;

export interface Isolation {
  readonly tier: Tier;
  /** Why this tier and no better one, for people. */
  readonly reason: string;
  /** The cgroups in which the launcher lives, and supervisors while they run nothing. */
  readonly homes: readonly string[];
  /** Makes room for an attempt that `supervisor` is going to start. A limit of 0 bytes is none. */
  plant(attemptId: string, supervisor: ProcessIdentity, memoryBytes: number): ProcessTree;
  /** The tree that an earlier agent process planted, by its `groups`. */
  find(attemptId: string, supervisor: ProcessIdentity, groups: readonly string[]): ProcessTree;
  /** This agent process leaves: gives back what was made for it, unless something runs on in it. Never throws. */
  leave(): Promise<void>;
}

export interface ProcessTree {
  /** The cgroups that the supervisor enters before it starts the program, and leaves when the program has ended. */
  readonly groups: readonly string[];
  /** How many processes there are, the supervisor not counted. */
  count(): Promise<number>;
  /** Of every process but the supervisor. */
  pids(): Promise<readonly number[]>;
  /** Of every process, that of the supervisor too if it is asked for; null where nobody could tell. */
  usage(withSupervisor: boolean): Promise<ProcessUsage | null>;
  /** To every process but the supervisor. Returns how many there were. */
  signal(signal: NodeJS.Signals): Promise<number>;
  /**
   * Kills every process but the supervisor. Returns how many there were, 0 also while the supervisor has not started the
   * program yet. What was killed may take a moment to be gone.
   */
  kill(): Promise<number>;
  /**
   * Once the main process has ended: what is left gets a moment to end by itself (a `tee` that still writes), is killed,
   * and the tree is removed. Gives up on what does not die (a process stuck in the kernel).
   */
  end(): Promise<TreeEnd>;
}

export interface TreeEnd {
  /** A counter of the kernel says that memory ran out. */
  readonly oom: boolean;
  /** Processes that could not be killed. */
  readonly survivors: number;
}

/** How long `end` waits for what the main process left behind, and for what it killed. */
export const treeLimits = { drainMs: 200, killMs: 10_000 } as const;
