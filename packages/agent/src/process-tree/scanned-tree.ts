/** Tier 3: an attempt's tree is whatever a look at all processes finds of it. */
import { setTimeout } from "node:timers/promises";
import type { ProcessIdentity } from "../ports/executor.ts";
import { type ProcessEntry, type ProcessTable, sendSignal } from "./process-table.ts";
import { type ProcessTree, type TreeEnd, treeLimits } from "./process-tree.ts";

/** Nothing tells when a process that is not our child has ended, so it is looked for again. */
const lookAgainMs = 10;

export class ScannedTree implements ProcessTree {
  readonly groups: readonly string[] = [];
  readonly #attemptId: string;
  readonly #supervisor: ProcessIdentity;
  readonly #table: ProcessTable;

  constructor(attemptId: string, supervisor: ProcessIdentity, table: ProcessTable) {
    this.#attemptId = attemptId;
    this.#supervisor = supervisor;
    this.#table = table;
  }

  async count(): Promise<number> {
    return (await this.#members()).length;
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
    return membersOf(await this.#table.read(), this.#attemptId, this.#supervisor);
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
