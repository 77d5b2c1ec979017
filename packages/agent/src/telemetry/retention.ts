/**
 * What attempts that are over have printed, kept until their run is in the archive: what a coordinator has acknowledged may
 * still lie in a store that is lost as a whole, and then these are the only copies.
 *
 * Bounded by age, by bytes and by number; what had to go before its run was sealed is counted, and the log says so.
 */
import type { AttemptKey, Clock, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import { attemptId } from "../attempts/attempt-id.ts";

export interface RetainedAttempt {
  readonly key: AttemptKey;
  /** That could be shipped again. */
  readonly bytes: number;
  /** Gives the copies up. Must not throw. */
  drop(): void;
}

export interface RetentionOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly maxBytes: number;
}

const limits = { ageMs: 24 * 3_600_000, attempts: 20_000, lookEveryMs: 600_000 } as const;

export class Retention {
  readonly #options: RetentionOptions;
  /** The oldest first. */
  readonly #retained = new Map<string, RetainedAttempt & { readonly since: number }>();
  #bytes = 0;
  #look: Timer | null = null;
  #given = 0;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#retained.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Attempts whose logs were given up before their run was sealed. */
  get givenUp(): number {
    return this.#given;
  }

  has(key: AttemptKey): boolean {
    return this.#retained.has(attemptId(key));
  }

  keep(attempt: RetainedAttempt): void {
    const id = attemptId(attempt.key);
    this.#drop(id);
    this.#retained.set(id, { ...attempt, since: this.#options.clock.monotonic() });
    this.#bytes += attempt.bytes;
    this.#trim();
    this.#look ??= this.#options.clock.after(limits.lookEveryMs, () => this.#again());
  }

  /** These runs are in the archive. */
  sealed(runIds: readonly string[]): void {
    const over = new Set(runIds);
    for (const [id, { key }] of this.#retained) if (over.has(key.runId)) this.#drop(id);
  }

  /** Leaves everything where it is, for the next agent process. */
  stop(): void {
    this.#look?.cancel();
  }

  #again(): void {
    this.#look = null;
    this.#trim();
    if (this.#retained.size > 0) this.#look = this.#options.clock.after(limits.lookEveryMs, () => this.#again());
  }

  #trim(): void {
    const { clock, log, maxBytes } = this.#options;
    const before = this.#given;
    for (const [id, { since }] of this.#retained) {
      const isOld = clock.monotonic() - since > limits.ageMs;
      if (!isOld && this.#bytes <= maxBytes && this.#retained.size <= limits.attempts) break;
      this.#drop(id);
      this.#given += 1;
    }
    if (this.#given > before)
      log.warn({ attempts: this.#given - before }, "logs were given up before their runs were sealed");
  }

  #drop(id: string): void {
    const attempt = this.#retained.get(id);
    if (attempt === undefined) return;
    this.#retained.delete(id);
    this.#bytes -= attempt.bytes;
    attempt.drop();
  }
}
