/**
 * The wall clock for records, and for what is computed from them: retries and timeouts stand in the store as instants.
 * When somebody sets the machine's clock they must not all be due at once, or an hour late: a step is followed slowly.
 * A machine that slept is another matter: its time has passed, and is taken over at once.
 */
import { uptime } from "node:os";

export interface TimeSources {
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
  /** Milliseconds that never jump; they may stand still while the machine sleeps. */
  readonly monotonic: () => number;
  /** Seconds since the machine started, its sleep included. */
  readonly uptime: () => number;
}

const ofThisMachine: TimeSources = { wall: () => Date.now(), monotonic: () => performance.now(), uptime };

/** What is less is a correction of the usual kind, and taken over. */
const stepMs = 1000;
/** Of the time that passes: what lies between two instants is right within this share. */
const slewShare = 0.05;
/** The wall clock and the machine's uptime drift apart; asking for the latter reads a file. */
const compareEveryMs = 10_000;

/** Never goes back. */
export class WallClock {
  readonly #sources: TimeSources;
  #shown: number;
  #readAt: number;
  /** By how much the wall clock was off when it was last read. */
  #off = 0;
  /** How far the wall clock is ahead of the uptime: a step changes it, sleep does not. */
  #ahead = 0;
  #comparedAt = Number.NEGATIVE_INFINITY;

  constructor(sources: TimeSources = ofThisMachine) {
    this.#sources = sources;
    this.#shown = sources.wall();
    this.#readAt = sources.monotonic();
    this.#compare();
  }

  now(): number {
    const wall = this.#sources.wall();
    const monotonic = this.#sources.monotonic();
    const elapsed = monotonic - this.#readAt;
    const off = wall - (this.#shown + elapsed);
    const isSteady = Math.abs(off) < stepMs || (Math.abs(off - this.#off) >= stepMs && this.#hasSlept(wall));
    this.#readAt = monotonic;
    this.#off = isSteady ? 0 : off;
    if (isSteady) this.#take(wall);
    else this.#shown += elapsed + Math.sign(off) * elapsed * slewShare;
    return Math.floor(this.#shown);
  }

  #take(wall: number): void {
    this.#shown = Math.max(this.#shown, wall);
    if (this.#readAt - this.#comparedAt > compareEveryMs) this.#compare();
  }

  #compare(): void {
    this.#comparedAt = this.#readAt;
    this.#ahead = this.#sources.wall() - this.#sources.uptime() * 1000;
  }

  /** The time that is missing has passed for the machine too. */
  #hasSlept(wall: number): boolean {
    return Math.abs(wall - this.#sources.uptime() * 1000 - this.#ahead) < stepMs;
  }
}
