/** The machine's clocks. */
import type { Clock, Timer } from "../../ports/clock.ts";
import { WallClock } from "./wall-clock.ts";

/** What a timer of the runtime can count; it fires a longer one at once. */
const maxDelayMs = 2 ** 31 - 1;

export class SystemClock implements Clock {
  readonly #wall = new WallClock();

  now(): number {
    return this.#wall.now();
  }

  monotonic(): number {
    return performance.now();
  }

  after(ms: number, call: () => void): Timer {
    const dueAt = performance.now() + ms;
    let timeout: NodeJS.Timeout;
    const arm = (): void => {
      // Rounded up, because the runtime drops fractions and would fire early.
      timeout = setTimeout(fire, Math.min(Math.ceil(dueAt - performance.now()), maxDelayMs)).unref();
    };
    const fire = (): void => {
      // Not due yet: a delay longer than one timer can count, or a timer by a clock that is read once a turn.
      if (performance.now() < dueAt) arm();
      else call();
    };
    arm();
    return { cancel: () => clearTimeout(timeout) };
  }
}
