/**
 * Looks at what a running attempt tells of itself: whether it comes forward, and what the rules of its step say about its
 * metrics. Decides nothing about the attempt: it says what it has found.
 */
import { type Limits, type RuleFiring, RuleWatch } from "@troupe/core";
import type { Clock, Timer } from "@troupe/engine";
import type { Message } from "../telemetry/message-line.ts";

export interface AttemptWatchOptions {
  readonly limits: Pick<Limits, "watchdog" | "rules">;
  readonly clock: Clock;
  /** Nothing has moved for so long. Told once. */
  readonly onStall: (idleMs: number) => void;
  readonly onFiring: (firing: RuleFiring) => void;
}

export class AttemptWatch {
  readonly #options: AttemptWatchOptions;
  readonly #rules: RuleWatch | null;
  /** The highest step of each metric so far. */
  readonly #steps = new Map<string, number>();
  #progress = "";
  #movedAt = 0;
  #timer: Timer | null = null;

  constructor(options: AttemptWatchOptions) {
    this.#options = options;
    const { rules = [] } = options.limits;
    this.#rules = rules.length === 0 ? null : new RuleWatch(rules);
  }

  /** Whether there is anything to look for. */
  static isAsked({ watchdog, rules = [] }: AttemptWatchOptions["limits"]): boolean {
    return watchdog !== undefined || rules.length > 0;
  }

  /** From now on it runs. */
  start(): void {
    this.#movedAt = this.#options.clock.monotonic();
    this.#arm();
  }

  take(message: Message): void {
    const { clock, onFiring } = this.#options;
    if (this.#moves(message)) this.#movedAt = clock.monotonic();
    if (message.type !== "metric") return;
    const { name, value, step } = message;
    for (const firing of this.#rules?.take({ name, value, step, at: clock.now() }) ?? []) onFiring(firing);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** To say the same again is not to come forward. */
  #moves(message: Message): boolean {
    switch (message.type) {
      case "checkpoint":
        return true;
      case "progress": {
        const told = `${message.fraction} ${message.message}`;
        const isNew = told !== this.#progress;
        this.#progress = told;
        return isNew;
      }
      case "metric": {
        if (message.step === null) return true;
        const isNew = message.step > (this.#steps.get(message.name) ?? Number.NEGATIVE_INFINITY);
        if (isNew) this.#steps.set(message.name, message.step);
        return isNew;
      }
      default:
        return false;
    }
  }

  /** One timer, however much is told: when it comes due it looks how long it has been quiet. */
  #arm(): void {
    const { clock, limits, onStall } = this.#options;
    if (limits.watchdog === undefined) return;
    const { stallMs } = limits.watchdog;
    const idleMs = clock.monotonic() - this.#movedAt;
    if (idleMs >= stallMs) return onStall(idleMs);
    this.#timer = clock.after(stallMs - idleMs, () => this.#arm());
  }
}
