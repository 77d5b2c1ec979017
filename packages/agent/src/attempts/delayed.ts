/** Hands on, after a fixed time, whoever was not withdrawn before. One timer for all: most are withdrawn at once. */
import type { Clock, Timer } from "@troupe/engine";

export interface DelayedOptions<Item> {
  readonly clock: Clock;
  readonly delayMs: number;
  readonly handOn: (item: Item) => void;
}

export class Delayed<Item> {
  readonly #options: DelayedOptions<Item>;
  /** By the monotonic clock. The delay is one for all, so whoever came first is due first. */
  readonly #dueAt = new Map<Item, number>();
  #timer: Timer | null = null;

  constructor(options: DelayedOptions<Item>) {
    this.#options = options;
  }

  add(item: Item): void {
    const { clock, delayMs } = this.#options;
    // Again: behind those that came meanwhile.
    this.#dueAt.delete(item);
    this.#dueAt.set(item, clock.monotonic() + delayMs);
    this.#timer ??= clock.after(delayMs, () => this.#handOnDue());
  }

  withdraw(item: Item): void {
    this.#dueAt.delete(item);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#dueAt.clear();
  }

  #handOnDue(): void {
    this.#timer = null;
    const { clock, handOn } = this.#options;
    for (const [item, dueAt] of this.#dueAt) {
      const leftMs = dueAt - clock.monotonic();
      if (leftMs > 0) {
        this.#timer = clock.after(leftMs, () => this.#handOnDue());
        return;
      }
      this.#dueAt.delete(item);
      handOn(item);
    }
  }
}
