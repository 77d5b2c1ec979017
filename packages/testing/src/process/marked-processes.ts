/**
 * Finds processes by a mark in their environment: what a process under test started inherits it, also where it left the
 * session and the parent that it came from. Linux only; elsewhere nothing is found.
 */
import { spawn } from "node:child_process";
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

/**
 * Kills them also if this process is killed, as a test runner is by Ctrl-C or a CI job at its limit: a shell waits for
 * the end of its input, which comes when nobody is left to write to it. Returns the way to send it home.
 */
export function guard(mark: string): () => void {
  const watch = spawn("/bin/sh", ["-c", killWhenAlone, "guard", mark], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watch.unref();
  const { stdin } = watch;
  if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  // Where there is no shell, there is no guard.
  watch.on("error", () => {});
  stdin.on("error", () => {});
  return () => void stdin.end("home\n");
}

const killWhenAlone = `
read -r _ && exit
for folder in /proc/[0-9]*; do
  if tr '\\0' '\\n' 2>/dev/null <"$folder/environ" | grep -qxF "$1"; then kill -9 "\${folder#/proc/}"; fi
done
`;

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
