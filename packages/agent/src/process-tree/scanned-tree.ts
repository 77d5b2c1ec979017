/** Tier 3: an attempt's tree is whatever a look at all processes finds of it. */
import { setTimeout } from "node:timers/promises";
import type { ProcessIdentity, ProcessUsage } from "../ports/executor.ts";
import {
  lastPidOfAll,
  type ProcessEntry,
  type ProcessTable,
  processEntry,
  processesAfter,
  sendSignal,
} from "./process-table.ts";
import { type ProcessTree, type TreeEnd, treeLimits } from "./process-tree.ts";
import { usageOf } from "./process-usage.ts";

/** How long after its start an attempt's processes may be told by their pids: far less than it takes for all to be used. */
const byPidMs = 500;
/** Nothing tells when a process that is not our child has ended, so it is looked for again. */
const lookAgainMs = 10;

export class ScannedTree implements ProcessTree {
  readonly groups: readonly string[] = [];
  readonly #attemptId: string;
  readonly #supervisor: ProcessIdentity;
  readonly #table: ProcessTable;
  /** When it was planted, and the last pid then; null if it was found, and may be of any age. */
  readonly #planted: { readonly at: number; readonly lastPid: number | undefined } | null;

  constructor(attemptId: string, supervisor: ProcessIdentity, table: ProcessTable, isNew: boolean) {
    this.#attemptId = attemptId;
    this.#supervisor = supervisor;
    this.#table = table;
    this.#planted = isNew ? { at: performance.now(), lastPid: lastPidOfAll() } : null;
  }

  async count(): Promise<number> {
    return (await this.#members()).length;
  }

  pids(): Promise<readonly number[]> {
    return this.#members();
  }

  async usage(withSupervisor: boolean): Promise<ProcessUsage | null> {
    if (process.platform !== "linux") return null;
    const members = await this.#members();
    return usageOf(withSupervisor ? [this.#supervisor.pid, ...members] : members);
  }

  async signal(signal: NodeJS.Signals): Promise<number> {
    const members = await this.#members();
    return members.filter((pid) => sendSignal(pid, signal)).length;
  }

  async kill(): Promise<number> {
    return this.signal("SIGKILL");
  }

  async end(): Promise<TreeEnd> {
    let members = await this.#membersAfter(treeLimits.drainMs);
    // Each look may find what those that were just killed had forked.
    for (const until = performance.now() + treeLimits.killMs; members.length > 0 && performance.now() < until; ) {
      for (const pid of members) sendSignal(pid, "SIGKILL");
      await setTimeout(lookAgainMs);
      members = await this.#members();
    }
    return { oom: false, survivors: members.length };
  }

  async #membersAfter(ms: number): Promise<readonly number[]> {
    let members = await this.#members();
    for (const until = performance.now() + ms; members.length > 0 && performance.now() < until; ) {
      await setTimeout(lookAgainMs);
      members = await this.#members();
    }
    return members;
  }

  async #members(): Promise<readonly number[]> {
    const entries = this.#youngProcesses() ?? (await this.#table.read());
    return membersOf(entries, this.#attemptId, this.#supervisor);
  }

  /** All that an attempt can have started that itself has just been started: a look at a few pids instead of at all. */
  #youngProcesses(): readonly ProcessEntry[] | undefined {
    if (this.#planted?.lastPid === undefined || performance.now() - this.#planted.at > byPidMs) return undefined;
    const young = processesAfter(this.#planted.lastPid);
    const supervisor = young && processEntry(this.#supervisor.pid);
    return young && supervisor && [supervisor, ...young];
  }
}

/** What is in the supervisor's session or carries the attempt's id, and all descendants of those. */
export function membersOf(
  entries: readonly ProcessEntry[],
  attemptId: string,
  supervisor: ProcessIdentity,
): readonly number[] {
  // Once the supervisor is gone, its pid and with it the number of its session may be somebody else's.
  const self = entries.find(({ pid, startTime }) => pid === supervisor.pid && startTime === supervisor.startTime);
  // The parent waits for the lane, and shares its process group where there are no sessions.
  const spared = new Set([self?.pid, self?.parent]);
  const children = Map.groupBy(entries, (entry) => entry.parent);
  const found = new Set<number>();
  const waiting = entries.filter((entry) => entry.session === self?.session || entry.attemptId === attemptId);
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    if (found.has(entry.pid) || spared.has(entry.pid)) continue;
    found.add(entry.pid);
    waiting.push(...(children.get(entry.pid) ?? []));
  }
  return [...found];
}
