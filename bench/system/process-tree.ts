/** What a process and everything below it uses, as the kernel counts it. Linux. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** Of the kernel's accounts: USER_HZ, which is 100 on every Linux that runs Node. */
const msPerTick = 10;

/** CPU time so far, of ended children too. */
export function cpuMs(root: number): number {
  return treeOf(root).reduce((sum, { ticks }) => sum + ticks * msPerTick, 0);
}

/** Memory that is in RAM, in bytes. Pages that are shared between the processes count in each of them. */
export function residentBytes(root: number): number {
  return treeOf(root).reduce((sum, { pid }) => sum + residentOf(pid), 0);
}

/** Of a process, and theirs: their ids. */
export function childrenOf(root: number): readonly number[] {
  return treeOf(root)
    .map(({ pid }) => pid)
    .filter((pid) => pid !== root);
}

/** Resolves when the tree has nothing to do: less than 1 % of a core for half a second. Throws after a minute. */
export async function idle(root: number): Promise<void> {
  const calmMs = 500;
  for (let waited = 0; waited < 60_000; waited += calmMs) {
    const before = cpuMs(root);
    await wait(calmMs);
    if (cpuMs(root) - before <= msPerTick) return;
  }
  throw new Error(`process ${root} does not come to rest`);
}

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

function treeOf(root: number): readonly ProcessStat[] {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []));
  const tree = all.filter(({ pid }) => pid === root);
  // Breadth first: children are found after their parent has been.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** Nothing if it has ended meanwhile. */
function statOf(pid: number): readonly ProcessStat[] {
  const text = read(`/proc/${pid}/stat`);
  // The name stands in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
  return text === "" ? [] : [{ pid, parent: Number(fields[1]), ticks }];
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
