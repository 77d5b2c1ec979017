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
    const stat = statOf(pid);
    if (stat === undefined || stat.isZombie || stat.parent === kernelThreads) continue;
    const { parent, session, startTime } = stat;
    entries.push({ pid, startTime, parent, session, attemptId: attemptIdOf(pid) });
  }
  return entries;
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
