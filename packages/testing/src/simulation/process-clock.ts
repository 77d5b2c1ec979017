/**
 * Time as one simulated process has it: the world's, with a wall clock that may be wrong. While the process is paused
 * nothing of it runs, and what came due runs when it goes on; once it is dead nothing of it runs any more.
 */
import type { Clock, Timer } from "@troupe/engine";

export class ProcessClock implements Clock {
  readonly #world: Clock;
  #state: "running" | "paused" | "dead" = "running";
  #due: (() => void)[] = [];
  /** Milliseconds that the wall clock is ahead. */
  skewMs = 0;

  constructor(world: Clock) {
    this.#world = world;
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  now(): number {
    return this.#world.now() + this.skewMs;
  }

  monotonic(): number {
    return this.#world.monotonic();
  }

  after(ms: number, call: () => void): Timer {
    let isCancelled = false;
    const timer = this.#world.after(ms, () =>
      this.run(() => {
        if (!isCancelled) call();
      }),
    );
    return {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
      },
    };
  }

  /** Something that reaches the process from outside. */
  run(call: () => void): void {
    if (this.#state === "running") call();
    else if (this.#state === "paused") this.#due.push(call);
  }

  pause(): void {
    if (this.#state === "running") this.#state = "paused";
  }

  resume(): void {
    if (this.#state !== "paused") return;
    this.#state = "running";
    for (const call of this.#due.splice(0)) this.#world.after(0, () => this.run(call));
  }

  kill(): void {
    this.#state = "dead";
    this.#due = [];
  }
}
