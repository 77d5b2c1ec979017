/**
 * What the processes of an attempt are at when it stands still. A Python process that has imported `troupe` writes the
 * stacks of all its threads to its stderr when it gets a signal that nothing else uses; every process has its state.
 */
import { appendFileSync, readFileSync } from "node:fs";

/** As `_watch.py` of the troupe module has it: a real-time signal of Linux. */
const dumpSignal = 40;

/** Asks those for their stacks that would answer, and appends what every process is at. Never throws. */
export function dumpStacks(pids: readonly number[], stderr: string, why: string): void {
  const asked = pids.filter(answers);
  const lines = pids.flatMap((pid) => lineOf(pid) ?? []);
  const more = asked.length === 0 ? [] : [`troupe: stacks of ${asked.join(", ")}, the last call first:`];
  try {
    appendFileSync(stderr, `${[`troupe: ${why}. Its processes:`, ...lines, ...more].join("\n")}\n`);
  } catch {
    // A full disk must not keep it from being ended.
  }
  for (const pid of asked) {
    try {
      process.kill(pid, dumpSignal);
    } catch {
      // It has just ended.
    }
  }
}

/** SAFETY: a process that does not catch the signal would be killed by it, without its grace. */
function answers(pid: number): boolean {
  const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readProc(pid, "status") ?? "")?.[1];
  return caught !== undefined && ((BigInt(`0x${caught}`) >> BigInt(dumpSignal - 1)) & 1n) === 1n;
}

function lineOf(pid: number): string | undefined {
  const status = readProc(pid, "status");
  if (status === undefined) return undefined;
  const state = /^State:\s*(.+)$/m.exec(status)?.[1] ?? "?";
  const threads = /^Threads:\s*(\d+)$/m.exec(status)?.[1] ?? "?";
  const at = readProc(pid, "wchan")?.replace(/^0?$/, "") ?? "";
  const words = (readProc(pid, "cmdline") ?? "").replaceAll("\0", " ").trim().slice(0, 300);
  const waits = at === "" ? "" : `, waits in ${at}`;
  return `troupe:   ${pid} ${state}, ${threads} threads${waits}: ${words}`;
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}
