/** Ticks at even distances, by elapsed time: no zone and no daylight saving. Counted from `origin`. */
import type { Timing } from "./timing.ts";

export class EvenTiming implements Timing {
  readonly #everyMs: number;
  readonly #origin: number;

  constructor(everyMs: number, origin: number) {
    this.#everyMs = everyMs;
    this.#origin = origin;
  }

  next(after: number): number {
    return this.#origin + (Math.floor((after - this.#origin) / this.#everyMs) + 1) * this.#everyMs;
  }

  previous(before: number): number {
    return this.#origin + (Math.ceil((before - this.#origin) / this.#everyMs) - 1) * this.#everyMs;
  }
}
