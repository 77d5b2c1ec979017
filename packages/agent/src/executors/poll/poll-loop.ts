/**
 * All waits of an agent in one loop: one timer for however many there are. A place that does not answer holds up those
 * who wait for it, and nobody else; what is due and has no turn yet comes later, and never twice at once.
 */
import { Alarms, TroupeError } from "@troupe/core";
import type { Clock, Timer } from "@troupe/engine";
import type { Look, Looker, Sight } from "../../ports/look.ts";

export interface PollLoopOptions {
  readonly looker: Looker;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Looks at one place that may be under way at once. Default: 4. */
  readonly perPlace?: number;
  /** At all places together. Default: 64. */
  readonly atOnce?: number;
}

/** Somebody who waits. */
export interface Waiter {
  readonly look: Look;
  readonly everyMs: number;
  ready(sight: Extract<Sight, { isReady: true }>): void;
  /** Told after each look. */
  notYet(seen: string): void;
  /** It never will be. */
  refused(error: TroupeError): void;
}

interface Poll {
  readonly waiter: Waiter;
  readonly place: string;
  readonly abort: AbortController;
}

/** One look takes no longer, nor longer than the time to the next. */
const patienceMs = 30_000;
/** So much of the interval is random, so that what began together does not stay together. */
const jitter = 0.2;

export class PollLoop {
  readonly #options: PollLoopOptions;
  readonly #perPlace: number;
  readonly #atOnce: number;
  readonly #polls = new Map<string, Poll>();
  readonly #alarms = new Alarms();
  /** Due, by place, in the order in which they became so. */
  readonly #due = new Map<string, Set<string>>();
  readonly #underWay = new Map<string, number>();
  #busy = 0;
  #next = 0;
  #timer: { readonly at: number; readonly timer: Timer } | undefined;

  constructor(options: PollLoopOptions) {
    this.#options = options;
    this.#perPlace = options.perPlace ?? 4;
    this.#atOnce = options.atOnce ?? 64;
  }

  get size(): number {
    return this.#polls.size;
  }

  /** Looks at once, and then again and again. Returns the way to stop that. */
  add(waiter: Waiter): () => void {
    const id = String(this.#next++);
    this.#polls.set(id, { waiter, place: this.#options.looker.placeOf(waiter.look), abort: new AbortController() });
    this.#isDue(id);
    return () => this.#remove(id);
  }

  close(): void {
    for (const id of [...this.#polls.keys()]) this.#remove(id);
    this.#timer?.timer.cancel();
  }

  #remove(id: string): void {
    const poll = this.#polls.get(id);
    if (poll === undefined) return;
    this.#polls.delete(id);
    this.#alarms.delete(id);
    this.#leaveQueue(poll.place, id);
    poll.abort.abort();
  }

  #isDue(id: string): void {
    const place = this.#polls.get(id)?.place;
    if (place === undefined) return;
    const queue = this.#due.get(place) ?? new Set();
    this.#due.set(place, queue.add(id));
    this.#takeTurns(place);
  }

  #takeTurns(place: string): void {
    for (const id of this.#due.get(place) ?? []) {
      const underWay = this.#underWay.get(place) ?? 0;
      if (underWay >= this.#perPlace || this.#busy >= this.#atOnce) return;
      this.#leaveQueue(place, id);
      this.#underWay.set(place, underWay + 1);
      this.#busy += 1;
      void this.#look(id).finally(() => this.#freed(place));
    }
  }

  #freed(place: string): void {
    this.#busy -= 1;
    const left = (this.#underWay.get(place) ?? 1) - 1;
    if (left === 0) this.#underWay.delete(place);
    else this.#underWay.set(place, left);
    this.#takeTurns(place);
    for (const other of this.#due.keys()) {
      if (this.#busy >= this.#atOnce) return;
      this.#takeTurns(other);
    }
  }

  async #look(id: string): Promise<void> {
    const poll = this.#polls.get(id);
    if (poll === undefined) return;
    const { waiter, abort } = poll;
    const slow = this.#options.clock.after(Math.min(patienceMs, waiter.everyMs), () => abort.abort(tooSlow));
    try {
      const sight = await this.#options.looker.look(waiter.look, abort.signal);
      if (!this.#polls.has(id)) return;
      if (sight.isReady) {
        this.#remove(id);
        return waiter.ready(sight);
      }
      this.#again(id, poll, sight.seen);
    } catch (error) {
      if (!this.#polls.has(id)) return;
      if (error instanceof TroupeError && error.reaction === "reject") {
        this.#remove(id);
        return waiter.refused(error);
      }
      this.#again(id, poll, abort.signal.reason === tooSlow ? "no answer in time" : wordsOf(error));
    } finally {
      slow.cancel();
    }
  }

  #again(id: string, { waiter, place }: Poll, seen: string): void {
    this.#polls.set(id, { waiter, place, abort: new AbortController() });
    const { clock, random } = this.#options;
    this.#alarms.set(id, clock.monotonic() + waiter.everyMs * (1 - jitter * random()));
    this.#arm();
    waiter.notYet(seen);
  }

  #arm(): void {
    const at = this.#alarms.next;
    if (at === undefined || (this.#timer !== undefined && this.#timer.at <= at)) return;
    this.#timer?.timer.cancel();
    const { clock } = this.#options;
    this.#timer = { at, timer: clock.after(Math.max(0, at - clock.monotonic()), () => this.#ring()) };
  }

  #ring(): void {
    this.#timer = undefined;
    for (const id of this.#alarms.due(this.#options.clock.monotonic())) {
      this.#alarms.set(id, undefined);
      this.#isDue(id);
    }
    this.#arm();
  }

  #leaveQueue(place: string, id: string): void {
    const queue = this.#due.get(place);
    queue?.delete(id);
    if (queue?.size === 0) this.#due.delete(place);
  }
}

const tooSlow = new Error("no answer in time");

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
