/** What processes use, as /proc tells of each of them. */
import { readFileSync } from "node:fs";
import type { ProcessUsage } from "../ports/executor.ts";

/** Of a line of /proc/<pid>/stat, after the name: its own time and that of the children that it has waited for. */
const timeFields = [11, 12, 13, 14] as const;
/** What Linux tells programs that a tick is, on every architecture that Node runs on. */
const tickMs = 10;

/** Null if none of them is there. */
export function usageOf(pids: readonly number[]): ProcessUsage | null {
  const times = pids.flatMap((pid) => cpuMsOf(pid) ?? []);
  if (times.length === 0) return null;
  return { cpuMs: times.reduce((sum, ms) => sum + ms, 0), memoryBytes: residentBytes(pids) };
}

/** Memory that several of them share counts for each. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + residentOf(pid), 0);
}

function cpuMsOf(pid: number): number | undefined {
  const text = readProc(pid, "stat");
  if (text === undefined) return undefined;
  // The name in parentheses may hold anything, parentheses and spaces too.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return timeFields.reduce((sum, field) => sum + Number(fields[field] ?? 0), 0) * tickMs;
}

function residentOf(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "")?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** Undefined if it has ended. */
function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return undefined;
  }
}
