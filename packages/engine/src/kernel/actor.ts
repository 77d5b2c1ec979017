/**
 * An actor: state that only its own behaviour touches, one message at a time, from a bounded mailbox.
 *
 * Two ways in. `tell` is for what comes from inside this process (timers, other actors): such a message is said once and
 * its loss would leave two actors of different minds, so it is never refused for want of room; how many there are is
 * bounded by what the actors hold. `admit` and `ask` are for what comes from outside (callers, agents): it is refused
 * with OVERLOADED where the mailbox is full, and whoever said it says it again.
 *
 * Supervision: a behaviour that throws is dropped, the message that it failed on is refused, and a new behaviour is
 * started from the store. After `maxRestarts` failures within `windowMs` the actor is quarantined: it refuses everything
 * until the process starts anew, and nothing else is disturbed. A store that does not answer is no failure: what comes
 * from inside waits, what comes from outside is refused, and the start is tried again, later and later.
 */
import { TroupeError } from "@troupe/core";
import type { Clock, Timer } from "../ports/clock.ts";

/** What an actor understands: a closed union with, where somebody waits for an answer, a way to refuse it. */
export interface Message {
  reject?(error: unknown): void;
}

export interface Behaviour<M extends Message> {
  /** Handles one message. A rejection or exception ends this behaviour. */
  receive(message: M): void | Promise<void>;
  /** Gives up timers and subscriptions. */
  stop?(): void;
  /** True if nobody waits for it and the store knows all that it knows; what it does not, is written. Absent: never. */
  prepareToRest?(): boolean;
}

interface Waiting<M extends Message> {
  readonly message: M;
  readonly isFromOutside: boolean;
}

/** Why a behaviour is made: it is the first one, the one before failed, or it was let go while nothing happened. */
export type StartCause = "first" | "failure" | "rest";

export interface ActorOptions<M extends Message> {
  readonly name: string;
  /**
   * Makes the behaviour: for the first message, and for the next one after a failure or a rest. Undefined: there is nothing
   * that it could be the behaviour of, and the actor stops.
   */
  start(cause: StartCause): Behaviour<M> | undefined | Promise<Behaviour<M> | undefined>;
  readonly clock: Clock;
  /** Messages that may wait before those from outside are refused with OVERLOADED. */
  readonly mailboxLimit?: number;
  readonly maxRestarts?: number;
  readonly windowMs?: number;
  /** Told of each failure; the log and the alarm hang here. */
  onFailure?(failure: { readonly name: string; readonly error: unknown; readonly quarantined: boolean }): void;
  /** Told each time that a start met a store in trouble, and is tried again after `delayMs`. */
  onTrouble?(trouble: { readonly name: string; readonly error: TroupeError; readonly delayMs: number }): void;
}

/** Between two tries to start, while a store does not answer: doubles from the first to the last. */
const firstDelayMs = 500;
const lastDelayMs = 10_000;

export class Actor<M extends Message> {
  readonly name: string;
  readonly #options: ActorOptions<M>;
  #mailbox: Waiting<M>[] = [];
  #behaviour: Behaviour<M> | undefined;
  #cause: StartCause = "first";
  /** Nothing has come since somebody asked whether it could rest. */
  #isQuiet = false;
  #failures: number[] = [];
  #state: "idle" | "busy" | "delayed" | "quarantined" | "stopped" = "idle";
  /** Why it could not start, and how often in a row, while its store is in trouble. */
  #trouble: { readonly error: TroupeError; readonly tries: number; readonly timer: Timer } | undefined;

  constructor(options: ActorOptions<M>) {
    this.name = options.name;
    this.#options = options;
  }

  get isQuarantined(): boolean {
    return this.#state === "quarantined";
  }

  /** From inside: false only if the actor has stopped or is quarantined. */
  tell(message: M): boolean {
    return this.#take({ message, isFromOutside: false }, this.#refusal());
  }

  /** From outside: false, too, if the mailbox is full or the store that this actor starts from does not answer. */
  admit(message: M): boolean {
    const trouble = this.#state === "delayed" ? this.#trouble?.error : undefined;
    return this.#take({ message, isFromOutside: true }, this.#refusal() ?? trouble ?? this.#overload());
  }

  /**
   * Lets the behaviour, and the memory that it takes, go until the next message, if nothing has come since the last time
   * that this was asked, and the behaviour allows it. True if it rests now.
   */
  rest(): boolean {
    const wasQuiet = this.#isQuiet;
    this.#isQuiet = this.#state === "idle";
    if (!wasQuiet || !this.#isQuiet || this.#behaviour?.prepareToRest?.() !== true) return false;
    this.#behaviour.stop?.();
    this.#behaviour = undefined;
    this.#cause = "rest";
    return true;
  }

  /** Refuses what waits and everything after. The behaviour in hand finishes its message. */
  stop(): void {
    if (this.#state === "stopped") return;
    this.#state = "stopped";
    this.#trouble?.timer.cancel();
    this.#behaviour?.stop?.();
    this.#refuseWaiting(stopped(this.name));
  }

  #take(waiting: Waiting<M>, refusal: TroupeError | undefined): boolean {
    if (refusal !== undefined) {
      waiting.message.reject?.(refusal);
      return false;
    }
    this.#mailbox.push(waiting);
    this.#isQuiet = false;
    if (this.#state === "idle") {
      this.#state = "busy";
      queueMicrotask(() => void this.#work());
    }
    return true;
  }

  #refusal(): TroupeError | undefined {
    if (this.#state === "stopped") return stopped(this.name);
    return this.#state === "quarantined" ? quarantined(this.name) : undefined;
  }

  #overload(): TroupeError | undefined {
    const limit = this.#options.mailboxLimit ?? 10_000;
    if (this.#mailbox.length < limit) return undefined;
    return new TroupeError(`${this.name} has ${limit} messages waiting. Try again in a moment.`, {
      code: "OVERLOADED",
      reaction: "retry",
    });
  }

  async #work(): Promise<void> {
    while (this.#state === "busy" && this.#mailbox.length > 0) {
      // The whole mailbox at a time: shifting a long array one by one is quadratic.
      const batch = this.#mailbox;
      this.#mailbox = [];
      const handled = await this.#handleAll(batch);
      if (handled < batch.length) this.#mailbox = [...batch.slice(handled), ...this.#mailbox];
    }
    if (this.#state === "busy") this.#state = "idle";
    else if (this.#state === "delayed") this.#refuseOutsiders();
    else if (this.#mailbox.length > 0) this.#refuseWaiting(this.#refusal());
  }

  /** How many: the others have to wait, because the actor cannot start now, or must not go on. */
  async #handleAll(batch: readonly Waiting<M>[]): Promise<number> {
    let handled = 0;
    for (const { message } of batch) {
      if (this.#state !== "busy") break;
      try {
        if (this.#behaviour === undefined && !(await this.#start())) break;
        const done = this.#behaviour?.receive(message);
        // Most answer at once, and come by the thousand: a promise for each would cost as much as they do.
        if (done !== undefined) await done;
      } catch (error) {
        this.#fail(message, error);
      }
      handled += 1;
    }
    return handled;
  }

  async #start(): Promise<boolean> {
    try {
      const behaviour = await this.#options.start(this.#cause);
      this.#trouble = undefined;
      this.#behaviour = behaviour;
    } catch (error) {
      // Stopped meanwhile: nobody needs it any more.
      if (this.#state !== "busy") return false;
      if (!(error instanceof TroupeError) || error.reaction !== "retry") throw error;
      this.#delay(error);
      return false;
    }
    if (this.#behaviour === undefined) this.stop();
    // It was stopped meanwhile, and could not stop what was not there yet.
    else if (this.#state !== "busy") this.#behaviour.stop?.();
    return this.#state === "busy";
  }

  #delay(error: TroupeError): void {
    const { clock, onTrouble } = this.#options;
    const tries = (this.#trouble?.tries ?? 0) + 1;
    const delayMs = Math.min(lastDelayMs, firstDelayMs * 2 ** (tries - 1));
    const timer = clock.after(delayMs, () => {
      this.#state = "busy";
      void this.#work();
    });
    this.#state = "delayed";
    this.#trouble = { error, tries, timer };
    onTrouble?.({ name: this.name, error, delayMs });
  }

  #fail(message: M, error: unknown): void {
    this.#behaviour?.stop?.();
    this.#behaviour = undefined;
    this.#cause = "failure";
    const now = this.#options.clock.monotonic();
    this.#failures = [...this.#failures.filter((at) => now - at < (this.#options.windowMs ?? 60_000)), now];
    const isQuarantined = this.#failures.length > (this.#options.maxRestarts ?? 3);
    if (isQuarantined && this.#state !== "stopped") this.#state = "quarantined";
    this.#options.onFailure?.({ name: this.name, error, quarantined: isQuarantined });
    message.reject?.(error);
  }

  #refuseWaiting(error: unknown): void {
    for (const { message } of this.#mailbox.splice(0)) message.reject?.(error);
  }

  #refuseOutsiders(): void {
    const waiting = this.#mailbox;
    this.#mailbox = waiting.filter(({ isFromOutside }) => !isFromOutside);
    for (const { message, isFromOutside } of waiting) if (isFromOutside) message.reject?.(this.#trouble?.error);
  }
}

/** Tells an actor something that it answers, from outside. */
export function ask<M extends Message, T>(actor: Actor<M>, message: (reply: Reply<T>) => M): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  actor.admit(message({ resolve, reject }));
  return promise;
}

export interface Reply<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

function stopped(name: string): TroupeError {
  return new TroupeError(`${name} has stopped: this coordinator leads no more. Ask the leader.`, {
    code: "NOT_LEADER",
    reaction: "retry",
  });
}

function quarantined(name: string): TroupeError {
  return new TroupeError(
    `${name} failed again and again and is quarantined. Its log entries say why; a restart of the coordinator tries anew.`,
    { code: "QUARANTINED", reaction: "reject" },
  );
}
