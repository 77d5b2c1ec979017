/**
 * Which runs are live, for telemetry: it comes many times a second, and the state store need not be asked each time. What
 * comes for a run that was sealed a moment ago is taken, and dropped with what is stored of it.
 */
import type { Clock } from "../ports/clock.ts";

const believedMs = 1000;
/** Runs whose attempts report to one coordinator at a time. */
const keptRuns = 10_000;

export class LiveRuns {
  readonly #clock: Clock;
  readonly #ask: (runId: string) => Promise<boolean>;
  readonly #known = new Map<string, { readonly isLive: Promise<boolean>; readonly until: number }>();

  constructor(clock: Clock, ask: (runId: string) => Promise<boolean>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  has(runId: string): Promise<boolean> {
    const known = this.#known.get(runId);
    const now = this.#clock.monotonic();
    if (known !== undefined && now < known.until) return known.isLive;
    const isLive = this.#ask(runId);
    // What could not be asked is asked again.
    isLive.catch(() => this.#known.delete(runId));
    this.#known.delete(runId);
    this.#known.set(runId, { isLive, until: now + believedMs });
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > keptRuns && oldest !== undefined) this.#known.delete(oldest);
    return isLive;
  }
}
