/** On what the figures were made, and whether it had anything else to do. */
import { readFileSync, statfsSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

export interface Machine {
  readonly description: string;
  /** Files there never reach a disk. */
  readonly isInMemory: boolean;
}

/** Of `tmpfs` and `ramfs`, as statfs says. */
const memoryFileSystems: readonly number[] = [0x01021994, 0x858458f6];

export function machineOf(folder: string): Machine {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const [cpu] = cpus();
  const parts = [
    `${availableParallelism()} × ${cpu?.model.trim() ?? "unknown processor"}`,
    memory,
    `Linux ${release()}`,
    `Node ${process.versions.node}`,
    `data in ${folder} (${fileSystemOf(folder)})`,
  ];
  return { description: parts.join(", "), isInMemory: memoryFileSystems.includes(statfsSync(folder).type) };
}

/** The share of all cores that was in use during the sample, by anyone. */
export async function busyShare(ms: number): Promise<number> {
  const before = ticks();
  await wait(ms);
  const after = ticks();
  return (after.busy - before.busy) / Math.max(1, after.all - before.all);
}

function ticks(): { readonly busy: number; readonly all: number } {
  const line = /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, ...rest] = line.split(" ").map(Number);
  // Of the rest, steal is time that another machine took; guests are counted in user already.
  const [interrupts = 0, soft = 0, stolen = 0] = rest;
  const busy = user + nice + system + interrupts + soft + stolen;
  return { busy, all: busy + idle + waiting };
}

/** Of the longest mount point that the folder lies below. */
function fileSystemOf(folder: string): string {
  const mounts = readFileSync("/proc/mounts", "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const above = mounts.filter(([, point = ""]) => point === "/" || `${folder}/`.startsWith(`${point}/`));
  const [, , type = "unknown"] = above.sort(([, a = ""], [, b = ""]) => b.length - a.length)[0] ?? [];
  return type;
}
