/** How busy this machine is, as fractions of it. */
import { cpus, freemem, totalmem } from "node:os";

interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

export class HostLoad {
  #last: CpuTimes = cpuTimes();

  /** Of the time since the last call. */
  read(): { readonly cpu: number; readonly memory: number } {
    const now = cpuTimes();
    const all = now.all - this.#last.all;
    const cpu = all <= 0 ? 0 : (now.busy - this.#last.busy) / all;
    this.#last = now;
    return { cpu, memory: 1 - freemem() / totalmem() };
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
