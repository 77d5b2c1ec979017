/** Says what must be heard again, with backoff, until it is answered: at once when a session opens, else now and then. */
import type { Clock, Timer } from "@troupe/engine";
import { Backoff, type BackoffOptions } from "../session/backoff.ts";

export interface RepeaterOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** False if there is no room: a coordinator that is slow already is not helped by repetitions. */
  readonly hasRoom: () => boolean;
}

interface Unanswered {
  readonly say: () => void;
  readonly backoff: Backoff;
  /** By the monotonic clock. */
  dueAt: number;
}

const pause = { initialMs: 2000, maxMs: 30_000 } as const;

export class Repeater {
  readonly #options: RepeaterOptions;
  readonly #pause: BackoffOptions;
  readonly #unanswered = new Map<string, Unanswered>();
  /** One for all, and no later than the first is due: nearly all are answered within milliseconds. */
  #timer: Timer | null = null;
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(options: RepeaterOptions) {
    this.#options = options;
    // Between half and all of the ceiling: never at once.
    this.#pause = { ...pause, random: () => 0.5 + options.random() / 2 };
  }

  get count(): number {
    return this.#unanswered.size;
  }

  /** Says it now, and again until `answered`. */
  say(id: string, say: () => void): void {
    this.#sayNow(this.#add(id, say));
  }

  /** Says it only if it is not answered in a while, by itself. */
  expect(id: string, say: () => void): void {
    const unanswered = this.#add(id, say);
    this.#later(unanswered, unanswered.backoff.next());
  }

  answered(id: string): void {
    this.#unanswered.delete(id);
  }

  /** What was said before may have been lost. */
  sayAll(): void {
    for (const unanswered of this.#unanswered.values()) {
      unanswered.backoff.reset();
      this.#sayNow(unanswered);
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#unanswered.clear();
  }

  #add(id: string, say: () => void): Unanswered {
    const unanswered: Unanswered = { say, backoff: new Backoff(this.#pause), dueAt: Number.POSITIVE_INFINITY };
    this.#unanswered.set(id, unanswered);
    return unanswered;
  }

  #sayNow(unanswered: Unanswered): void {
    unanswered.say();
    this.#later(unanswered, unanswered.backoff.next());
  }

  #later(unanswered: Unanswered, delayMs: number): void {
    unanswered.dueAt = this.#options.clock.monotonic() + delayMs;
    this.#wakeBy(unanswered.dueAt);
  }

  #wakeBy(dueAt: number): void {
    if (this.#timer !== null && this.#wakeAt <= dueAt) return;
    this.#timer?.cancel();
    this.#wakeAt = dueAt;
    const { clock } = this.#options;
    this.#timer = clock.after(Math.max(0, dueAt - clock.monotonic()), () => this.#sayDue());
  }

  /** What was due first may have been answered: then it is only found out who is next. */
  #sayDue(): void {
    this.#timer = null;
    const now = this.#options.clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    for (const unanswered of this.#unanswered.values()) {
      if (unanswered.dueAt <= now) this.#sayAgain(unanswered);
      next = Math.min(next, unanswered.dueAt);
    }
    if (this.#unanswered.size > 0) this.#wakeBy(next);
  }

  #sayAgain(unanswered: Unanswered): void {
    if (this.#options.hasRoom()) this.#sayNow(unanswered);
    else this.#later(unanswered, pause.initialMs);
  }
}
