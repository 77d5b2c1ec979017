/** Randomness that a seed repeats: a failing simulation is replayed from its number. */
import type { Entropy } from "../../ports/entropy.ts";
import { RunIds } from "../../run-ids.ts";

export class SeededEntropy implements Entropy {
  readonly #runIds: RunIds;
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    this.#runIds = new RunIds(() => Math.floor(this.random() * 256) * 2 ** 32 + Math.floor(this.random() * 2 ** 32));
  }

  /** mulberry32: 32 bits of state are plenty for jitter and choices in a test. */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  runId(now: number): string {
    return this.#runIds.next(now);
  }
}
