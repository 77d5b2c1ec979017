/** Tiers 1 and 2: an attempt's tree is a cgroup v2 group; its memory is counted there, or in a v1 group beside it. */
import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ProcessUsage } from "../ports/executor.ts";
import { isEmptyWithin, processesIn, readGroupFile, removeGroup, tryTo } from "./cgroups.ts";
import { sendSignal } from "./process-table.ts";
import { type ProcessTree, type TreeEnd, treeLimits } from "./process-tree.ts";
import { residentBytes } from "./process-usage.ts";

/** The group, beside those of the attempts, in which supervisors live. */
export const homeName = "lanes";

export class CgroupTree implements ProcessTree {
  readonly #unified: string;
  /** The v1 group; null if memory is counted in the v2 group, or not at all. */
  readonly #memory: string | null;
  readonly #supervisor: number;

  constructor(supervisor: number, [unified, memory]: readonly [string, ...string[]]) {
    this.#unified = unified;
    this.#memory = memory ?? null;
    this.#supervisor = supervisor;
  }

  get groups(): readonly [string, ...string[]] {
    return this.#memory === null ? [this.#unified] : [this.#unified, this.#memory];
  }

  /** A limit of 0 bytes is none. */
  make(memoryBytes: number): void {
    for (const group of this.groups) mkdirSync(group, { recursive: true });
    if (memoryBytes === 0) return;
    if (this.#memory !== null) {
      writeFileSync(join(this.#memory, "memory.limit_in_bytes"), String(memoryBytes));
      // Memory and swap together. Absent where the kernel does not account for swap.
      tryTo(() => writeFileSync(join(this.#memory ?? "", "memory.memsw.limit_in_bytes"), String(memoryBytes)));
    } else if (tryTo(() => writeFileSync(join(this.#unified, "memory.max"), String(memoryBytes)))) {
      tryTo(() => writeFileSync(join(this.#unified, "memory.swap.max"), "0"));
    }
  }

  async count(): Promise<number> {
    return this.#members().length;
  }

  async pids(): Promise<readonly number[]> {
    return this.#members();
  }

  /** The supervisor is in the group while it works in it: as a lane it does next to nothing there. */
  async usage(): Promise<ProcessUsage | null> {
    const spentUs = Number(/^usage_usec (\d+)$/m.exec(readGroupFile(this.#unified, "cpu.stat"))?.[1] ?? Number.NaN);
    if (Number.isNaN(spentUs)) return null;
    const memoryBytes = this.#workingSet() ?? residentBytes(this.#pids());
    return { cpuMs: spentUs / 1000, memoryBytes };
  }

  /** As Kubernetes counts it. Undefined where memory is not counted. */
  #workingSet(): number | undefined {
    const [group, current, cache] =
      this.#memory === null
        ? ([this.#unified, "memory.current", "inactive_file"] as const)
        : ([this.#memory, "memory.usage_in_bytes", "total_inactive_file"] as const);
    const used = readGroupFile(group, current).trim();
    if (used === "") return undefined;
    const match = new RegExp(`^${cache} (\\d+)$`, "m").exec(readGroupFile(group, "memory.stat"));
    return Math.max(0, Number(used) - Number(match?.[1] ?? 0));
  }

  async signal(signal: NodeJS.Signals): Promise<number> {
    return this.#members().filter((pid) => sendSignal(pid, signal)).length;
  }

  async kill(): Promise<number> {
    const members = this.#members();
    // SAFETY: the supervisor may leave only once the program is there to see. It starts one program, inside the group;
    // put out before, it would start that program outside, where nothing finds it.
    if (members.length === 0) return 0;
    if (this.#pids().includes(this.#supervisor)) {
      tryTo(() => writeFileSync(join(dirname(this.#unified), homeName, "cgroup.procs"), String(this.#supervisor)));
    }
    tryTo(() => writeFileSync(join(this.#unified, "cgroup.kill"), "1"));
    return members.length;
  }

  async end(): Promise<TreeEnd> {
    // The usual case: nothing is left, and the removal proves it.
    const survivors = tryTo(() => rmdirSync(this.#unified)) ? 0 : await this.#sweep();
    const oom = this.#oomKills() > 0;
    if (this.#memory !== null && !tryTo(() => rmdirSync(this.#memory ?? ""))) removeGroup(this.#memory);
    return { oom, survivors };
  }

  async #sweep(): Promise<number> {
    if (!(await isEmptyWithin(this.#unified, treeLimits.drainMs))) {
      tryTo(() => writeFileSync(join(this.#unified, "cgroup.kill"), "1"));
      await isEmptyWithin(this.#unified, treeLimits.killMs);
    }
    const survivors = this.#members().length;
    removeGroup(this.#unified);
    return survivors;
  }

  #members(): number[] {
    return this.#pids().filter((pid) => pid !== this.#supervisor);
  }

  #pids(): number[] {
    return processesIn(this.#unified);
  }

  #oomKills(): number {
    const text =
      this.#memory === null
        ? readGroupFile(this.#unified, "memory.events")
        : readGroupFile(this.#memory, "memory.oom_control");
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
  }
}
