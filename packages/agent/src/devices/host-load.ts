/** How busy this machine is. */
import { cpus, freemem, totalmem } from "node:os";
import type { AgentUsage, DeviceUsage } from "@troupe/engine";

interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

export class HostLoad {
  readonly #devices: () => readonly DeviceUsage[];
  #last: CpuTimes = cpuTimes();

  /** `devices`: as they were last seen. */
  constructor(devices: () => readonly DeviceUsage[]) {
    this.#devices = devices;
  }

  /** The cores since the last call. */
  read(): AgentUsage {
    const now = cpuTimes();
    const all = now.all - this.#last.all;
    const cpu = all <= 0 ? 0 : (now.busy - this.#last.busy) / all;
    this.#last = now;
    const memoryTotalBytes = totalmem();
    return { cpu, memoryBytes: memoryTotalBytes - freemem(), memoryTotalBytes, devices: this.#devices() };
  }
}

function cpuTimes(): CpuTimes {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const total = times.user + times.nice + times.sys + times.idle + times.irq;
    busy += total - times.idle;
    all += total;
  }
  return { busy, all };
}
