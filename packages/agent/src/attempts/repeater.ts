/** Says what must be heard again, with backoff, until it is answered: at once when a session opens, else now and then. */
import type { Clock, Timer } from "@troupe/engine";
import { Backoff } from "../session/backoff.ts";

export interface RepeaterOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** False if there is no room: a coordinator that is slow already is not helped by repetitions. */
  readonly hasRoom: () => boolean;
}

interface Unanswered {
  readonly say: () => void;
  readonly backoff: Backoff;
  timer: Timer | null;
}

const pause = { initialMs: 2000, maxMs: 30_000 } as const;

export class Repeater {
  readonly #options: RepeaterOptions;
  readonly #unanswered = new Map<string, Unanswered>();

  constructor(options: RepeaterOptions) {
    this.#options = options;
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
    this.#unanswered.get(id)?.timer?.cancel();
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
    for (const { timer } of this.#unanswered.values()) timer?.cancel();
    this.#unanswered.clear();
  }

  #add(id: string, say: () => void): Unanswered {
    this.answered(id);
    // Between half and all of the ceiling: never at once.
    const backoff = new Backoff({ ...pause, random: () => 0.5 + this.#options.random() / 2 });
    const unanswered: Unanswered = { say, backoff, timer: null };
    this.#unanswered.set(id, unanswered);
    return unanswered;
  }

  #sayNow(unanswered: Unanswered): void {
    unanswered.say();
    this.#later(unanswered, unanswered.backoff.next());
  }

  #later(unanswered: Unanswered, delayMs: number): void {
    unanswered.timer?.cancel();
    unanswered.timer = this.#options.clock.after(delayMs, () => {
      if (this.#options.hasRoom()) this.#sayNow(unanswered);
      else this.#later(unanswered, pause.initialMs);
    });
  }
}
