/**
 * Time that moves only when a test says so. Timers fire in the order of their instants, those of one instant in the
 * order in which they were set, and between two of them everything that was woken runs until it waits again.
 */
import { invariant } from "@troupe/core";
import type { Clock, Timer } from "../../ports/clock.ts";
import { firstIndex } from "../log-parts.ts";

export interface VirtualClockOptions {
  /** Milliseconds since the epoch at the start. */
  readonly startsAt?: number;
  /** Lets what was woken run. Default: until no promise is left that could settle without a timer or I/O. */
  readonly settle?: () => Promise<void>;
}

interface VirtualTimer extends Timer {
  readonly dueAt: number;
  readonly call: () => void;
}

/** A timer that arms itself again at once would keep an instant from passing. */
const maxTimersPerInstant = 100_000;

export class VirtualClock implements Clock {
  readonly #settle: () => Promise<void>;
  /** The next one first. */
  readonly #timers: VirtualTimer[] = [];
  #elapsed = 0;
  #epoch: number;

  constructor(options: VirtualClockOptions = {}) {
    this.#epoch = options.startsAt ?? Date.UTC(2026, 0, 1);
    this.#settle = options.settle ?? settlePromises;
  }

  now(): number {
    return this.#epoch + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, call: () => void): Timer {
    const dueAt = this.#elapsed + Math.max(0, ms);
    const timer: VirtualTimer = { dueAt, call, cancel: () => this.#remove(timer) };
    this.#timers.splice(
      firstIndex(this.#timers, (other) => other.dueAt > dueAt),
      0,
      timer,
    );
    return timer;
  }

  /** When the next timer is due, by `monotonic`; undefined if none is set. */
  nextTimerAt(): number | undefined {
    return this.#timers[0]?.dueAt;
  }

  /** Sets the wall clock forward or back, as NTP or an operator would; `monotonic` and timers do not notice. */
  jump(ms: number): void {
    this.#epoch += ms;
  }

  /** Moves on by `ms` and fires what comes due. */
  async advance(ms: number): Promise<void> {
    await this.#runUntil(this.#elapsed + ms, () => false);
  }

  /** Moves on from timer to timer until the claim holds; false if it did not within `limitMs`. */
  async runUntil(holds: () => boolean, limitMs: number): Promise<boolean> {
    return this.#runUntil(this.#elapsed + limitMs, holds);
  }

  /** Moves on until no timer is set; false if there still was one after `limitMs`. */
  async runUntilIdle(limitMs: number): Promise<boolean> {
    return this.#runUntil(this.#elapsed + limitMs, () => this.#timers.length === 0);
  }

  async #runUntil(end: number, holds: () => boolean): Promise<boolean> {
    await this.#settle();
    let firedNow = 0;
    while (!holds()) {
      const next = this.#timers[0];
      if (next === undefined || next.dueAt > end) {
        this.#elapsed = end;
        return holds();
      }
      firedNow = next.dueAt > this.#elapsed ? 1 : firedNow + 1;
      invariant(
        firedNow <= maxTimersPerInstant,
        `timers keep firing at ${this.#elapsed} ms; one arms itself with no delay`,
      );
      this.#elapsed = Math.max(this.#elapsed, next.dueAt);
      this.#timers.shift();
      next.call();
      await this.#settle();
    }
    return true;
  }

  #remove(timer: VirtualTimer): void {
    const index = this.#timers.indexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
  }
}

/** An immediate runs only when the queue of settled promises is empty. */
function settlePromises(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}
