/** What a process that was started with the probe holds in memory after a collection. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { idle } from "./process-tree.ts";

/** For node, before the script of the process. */
export const probeFlags: readonly string[] = ["--expose-gc", "--import", join(import.meta.dirname, "memory-probe.ts")];

/** Bytes. */
export interface MemoryInUse {
  readonly used: number;
  readonly resident: number;
}

/** `dataDir`: its own, where the probe writes. */
export async function memoryInUse(pid: number, dataDir: string): Promise<MemoryInUse> {
  await idle(pid);
  const file = join(dataDir, `memory-${pid}.json`);
  rmSync(file, { force: true });
  process.kill(pid, "SIGUSR2");
  for (;;) {
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch {
      await wait(20);
    }
  }
}
