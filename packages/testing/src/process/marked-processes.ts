/**
 * Finds processes by a mark in their environment: what a process under test started inherits it, also where it left the
 * session and the parent that it came from. Linux only; elsewhere nothing is found.
 */
import { readdirSync, readFileSync } from "node:fs";

export function markedProcesses(mark: string): readonly number[] {
  return processIds().filter((pid) => environmentOf(pid).includes(mark));
}

/** Kills each by its id, and what those start meanwhile, until none is left. */
export async function killMarked(mark: string): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const found = markedProcesses(mark);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
    // A killed process is there until the kernel has torn it down.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`processes of this test cannot be killed: ${markedProcesses(mark).join(", ")}`);
}

const maxRounds = 400;

function processIds(): readonly number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** Empty of what has ended, or is another user's. */
function environmentOf(pid: number): string {
  try {
    return pid === process.pid ? "" : readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
