/** What the kernel says of a process. Linux; elsewhere what nobody says is undefined. */
import { readdirSync, readFileSync } from "node:fs";

/** The most that it ever had at once, in bytes; undefined where nobody says. */
export function peakMemory(pid: number): number | undefined {
  return ofStatus(pid, "VmHWM");
}

/** What it has now, in bytes; undefined where nobody says. */
export function memory(pid: number): number | undefined {
  return ofStatus(pid, "VmRSS");
}

function ofStatus(pid: number, name: string): number | undefined {
  try {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** As it was when it started; empty of what has ended. */
export function environmentOf(pid: number): string {
  return read(`/proc/${pid}/environ`);
}

/** Its program and words, for whoever wonders what it is. */
export function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/** Its children, theirs, and so on, as they are now. */
export function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    // The name of a program may hold anything, parentheses too.
    const parent = /^\d+ \(.*\) . (\d+)/s.exec(read(`/proc/${name}/stat`))?.[1];
    if (/^\d+$/.test(name) && parent !== undefined)
      children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  const all = (of: number): number[] => (children.get(of) ?? []).flatMap((child) => [child, ...all(child)]);
  return all(pid);
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** False of a zombie too: it has ended, and waits for whoever collects it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
