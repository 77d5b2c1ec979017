/** Which processes there are. Tier 3 reads all of them, so that attempts which end at the same time share a reading. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { startTimeOfPs, statOf } from "./process-identity.ts";

export interface ProcessEntry {
  readonly pid: number;
  readonly startTime: string;
  readonly parent: number;
  /** Its session; its process group where sessions cannot be told (macOS). */
  readonly session: number;
  /** The attempt whose id it carries in its environment. */
  readonly attemptId: string | null;
}

/** In the environment of whatever an attempt starts, unless it is taken out. */
export const attemptIdVariable = "TROUPE_ATTEMPT_ID";

export class ProcessTable {
  #next: Promise<readonly ProcessEntry[]> | undefined;

  /** Every process of this machine, read after the call. */
  read(): Promise<readonly ProcessEntry[]> {
    this.#next ??= setImmediate().then(() => {
      // Who asks from here on would get what was read before it asked.
      this.#next = undefined;
      return process.platform === "linux" ? readProc() : readByPs();
    });
    return this.#next;
  }
}

/** So many pids are looked at one by one before a reading of all processes takes less time. */
const fewPids = 100;

/**
 * The processes that were started since `lastPid` was the last one; undefined if those are too many to look at, or if
 * pids began anew in between. Only for a moment ago: later they may have gone all the way round.
 */
export function processesAfter(lastPid: number): readonly ProcessEntry[] | undefined {
  const last = lastPidOfAll();
  if (last === undefined || last < lastPid || last - lastPid > fewPids) return undefined;
  const pids = Array.from({ length: last - lastPid }, (_, index) => lastPid + 1 + index);
  return pids.flatMap((pid) => processEntry(pid) ?? []);
}

/** The pid that was given last, in this pid namespace. Undefined where that cannot be told. */
export function lastPidOfAll(): number | undefined {
  try {
    const pid = readFileSync("/proc/loadavg", "latin1").trim().split(" ").at(-1);
    return Number(pid);
  } catch {
    return undefined;
  }
}

/** False if there is no such process, or none that we may signal. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** A machine may have thousands: the event loop gets a turn now and then. */
const readsInARow = 200;
/** Parent of the kernel's own threads, which have no environment. */
const kernelThreads = 2;

async function readProc(): Promise<readonly ProcessEntry[]> {
  const entries: ProcessEntry[] = [];
  let reads = 0;
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (Number.isNaN(pid)) continue;
    if (++reads % readsInARow === 0) await setImmediate();
    const entry = processEntry(pid);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** Undefined if it has ended, or belongs to the kernel. */
export function processEntry(pid: number): ProcessEntry | undefined {
  const stat = statOf(pid);
  if (stat === undefined || stat.isZombie || stat.parent === kernelThreads) return undefined;
  const { parent, session, startTime } = stat;
  return { pid, startTime, parent, session, attemptId: attemptIdOf(pid) };
}

function attemptIdOf(pid: number): string | null {
  let environ: string;
  try {
    environ = readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    // It has just ended, or belongs to somebody else.
    return null;
  }
  const prefix = `${attemptIdVariable}=`;
  const at = environ.startsWith(prefix) ? 0 : environ.indexOf(`\0${prefix}`) + 1;
  if (at === 0 && !environ.startsWith(prefix)) return null;
  return environ.slice(at + prefix.length).split("\0", 1)[0] ?? null;
}

function readByPs(): readonly ProcessEntry[] {
  const text = execFileSync("ps", ["-axo", "pid=,ppid=,pgid=,state=,lstart="], { encoding: "latin1" });
  return text.split("\n").flatMap((line) => {
    const [pid, parent, session, state, ...start] = line.trim().split(/\s+/);
    if (state === undefined || state.startsWith("Z")) return [];
    const startTime = startTimeOfPs(start.join(" "));
    return [{ pid: Number(pid), startTime, parent: Number(parent), session: Number(session), attemptId: null }];
  });
}
