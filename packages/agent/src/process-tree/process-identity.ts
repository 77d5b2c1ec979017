/** Which process is meant, and whether it is still there. A pid alone is reused; with its start time and the boot it is not. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "../ports/executor.ts";

/** Of a line of /proc/<pid>/stat, after the name: what stands where. */
const stateField = 0;
const parentField = 1;
const sessionField = 3;
const startTimeField = 19;

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly startTime: string;
  /** Ended, and not waited for yet: it runs no more, and no signal does anything to it. */
  readonly isZombie: boolean;
}

/** Undefined if there is no such process (any more), or no /proc. */
export function statOf(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The name in parentheses may hold anything, parentheses and spaces too.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const state = fields[stateField];
  return {
    pid,
    parent: Number(fields[parentField]),
    session: Number(fields[sessionField]),
    startTime: fields[startTimeField] ?? "",
    isZombie: state === "Z" || state === "X",
  };
}

export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== bootId()) return false;
  const stat = statOf(identity.pid);
  if (stat !== undefined) return stat.startTime === identity.startTime && !stat.isZombie;
  return process.platform === "linux" ? false : startTimeByPs(identity.pid) === identity.startTime;
}

let knownBootId: string | undefined;

/** Must agree with what lane.sh writes. */
export function bootId(): string {
  knownBootId ??= readBootId();
  return knownBootId;
}

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    const text = execFileSync("sysctl", ["-n", "kern.boottime"], { encoding: "latin1" });
    return text.replaceAll(/\D/g, "").slice(0, 10);
  }
}

function startTimeByPs(pid: number): string | undefined {
  try {
    return startTimeOfPs(execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "latin1" }));
  } catch {
    return undefined;
  }
}

/** Must agree with what lane.sh makes of it. */
export function startTimeOfPs(lstart: string): string {
  return lstart.trim().replaceAll(/\s+/g, "_");
}
