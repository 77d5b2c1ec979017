/**
 * In which order tasks are looked at, in one pass: the priority whose first task has the lowest rank; of that the pipeline
 * whose turn it is by fair shares; of that the task that came first. What cannot be placed now is passed over, and whoever
 * is behind it has its chance.
 */
import type { FairShares } from "./fair-shares.ts";
import { Heap } from "./heap.ts";
import { agingMs, type Entry, type Flow, type Level, type WaitingQueue } from "./waiting-queue.ts";

export class Turns {
  readonly #levels: Contender[];
  readonly #stuck: ReadonlySet<string>;

  constructor(queue: WaitingQueue, shares: FairShares, stuck: ReadonlySet<string>, now: number) {
    this.#stuck = stuck;
    this.#levels = [...queue.levels.values()].map((level) => new Contender(level, shares, stuck, now));
  }

  /** The next one; the same again unless it was removed, its line was parked, or its shape is stuck. */
  next(): Entry | undefined {
    for (;;) {
      const level = this.#lowest();
      if (level === undefined) return undefined;
      const entry = level.flow()?.first(this.#stuck);
      if (entry !== undefined) return entry;
      this.#levels.splice(this.#levels.indexOf(level), 1);
    }
  }

  #lowest(): Contender | undefined {
    if (this.#levels.length <= 1) return this.#levels[0];
    let lowest: Contender | undefined;
    for (const level of this.#levels) if (lowest === undefined || level.isBefore(lowest)) lowest = level;
    return lowest;
  }
}

class Contender {
  readonly #level: Level;
  readonly #shares: FairShares;
  readonly #stuck: ReadonlySet<string>;
  readonly #now: number;
  /** By account, as it was when it was pushed: accounts only grow during a pass. */
  readonly #byAccount = new Heap<Flow>();
  /** By the instant since which its first task waits, as it was then: that, too, only grows. */
  #byAge: Heap<Flow> | undefined;

  constructor(level: Level, shares: FairShares, stuck: ReadonlySet<string>, now: number) {
    this.#level = level;
    this.#shares = shares;
    this.#stuck = stuck;
    this.#now = now;
    for (const flow of level.flows.values()) this.#byAccount.push(flow, this.#account(flow));
  }

  /** Whose turn it is; undefined if nothing of this priority can be placed any more. */
  flow(): Flow | undefined {
    for (;;) {
      const least = this.#byAccount.first;
      if (least === undefined) return undefined;
      const account = this.#account(least.item);
      const isOpen = least.item.first(this.#stuck) !== undefined;
      if (isOpen && account <= least.by) return least.item;
      this.#byAccount.pop();
      if (isOpen) this.#byAccount.push(least.item, account);
    }
  }

  /** Of two whose first tasks have the same rank, the one whose task came first. */
  isBefore(other: Contender): boolean {
    const difference = this.#rank() - other.#rank();
    return difference < 0 || (difference === 0 && this.#level.priority < other.#level.priority);
  }

  /** Of the task that waits longest, whichever pipeline it is of. Infinite if there is none. */
  #rank(): number {
    this.#byAge ??= this.#listed();
    for (;;) {
      const oldest = this.#byAge.first;
      if (oldest === undefined) return Number.POSITIVE_INFINITY;
      const since = oldest.item.first(this.#stuck)?.since;
      if (since !== undefined && since <= oldest.by) return oldest.by - this.#level.priority * agingMs;
      this.#byAge.pop();
      if (since !== undefined) this.#byAge.push(oldest.item, since);
    }
  }

  #listed(): Heap<Flow> {
    const heap = new Heap<Flow>();
    for (const flow of this.#level.flows.values()) {
      const first = flow.first(this.#stuck);
      if (first !== undefined) heap.push(flow, first.since);
    }
    return heap;
  }

  #account(flow: Flow): number {
    return this.#shares.tag(flow.pipeline, flow.weight, this.#now);
  }
}
