/**
 * How long to wait before the next try: exponential, with full jitter, so that a thousand agents that lost one
 * coordinator do not come back in the same instant.
 */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export class Backoff {
  readonly #options: BackoffOptions;
  #ceilingMs: number;

  constructor(options: BackoffOptions) {
    this.#options = options;
    this.#ceilingMs = options.initialMs;
  }

  next(): number {
    const delay = this.#options.random() * this.#ceilingMs;
    this.#ceilingMs = Math.min(this.#ceilingMs * 2, this.#options.maxMs);
    return delay;
  }

  reset(): void {
    this.#ceilingMs = this.#options.initialMs;
  }
}
