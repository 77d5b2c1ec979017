/** How much of this machine steps may use: what is there, limits of a container respected, unless the owner says otherwise. */
import { availableParallelism, totalmem } from "node:os";
import type { Capacity } from "@troupe/engine";

export interface CapacityOverrides {
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly gpus: number | null;
}

/** Left to the system and to the agent itself. */
const reservedMemory = 0.05;

export function capacityOf(overrides: CapacityOverrides, gpus: number): Capacity {
  return {
    millicpus: Math.round((overrides.cpus ?? availableParallelism()) * 1000),
    memoryBytes: overrides.memoryBytes ?? Math.floor(memoryLimit() * (1 - reservedMemory)),
    gpus,
  };
}

/** 0 from the runtime means that no cgroup limits it; some kernels say "no limit" with a number beyond the machine. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}
