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
 * until the process starts anew, and nothing else is disturbed.
 */
import { TroupeError } from "@troupe/core";
import type { Clock } from "../ports/clock.ts";

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

/** Why a behaviour is made: it is the first one, the one before failed, or it was let go while nothing happened. */
export type StartCause = "first" | "failure" | "rest";

export interface ActorOptions<M extends Message> {
  readonly name: string;
  /** Makes the behaviour: for the first message, and for the next one after a failure or a rest. */
  start(cause: StartCause): Behaviour<M> | Promise<Behaviour<M>>;
  readonly clock: Clock;
  /** Messages that may wait before those from outside are refused with OVERLOADED. */
  readonly mailboxLimit?: number;
  readonly maxRestarts?: number;
  readonly windowMs?: number;
  /** Told of each failure; the log and the alarm hang here. */
  onFailure?(failure: { readonly name: string; readonly error: unknown; readonly quarantined: boolean }): void;
}

export class Actor<M extends Message> {
  readonly name: string;
  readonly #options: ActorOptions<M>;
  #mailbox: M[] = [];
  #behaviour: Behaviour<M> | undefined;
  #cause: StartCause = "first";
  /** Nothing has come since somebody asked whether it could rest. */
  #isQuiet = false;
  #failures: number[] = [];
  #state: "idle" | "busy" | "quarantined" | "stopped" = "idle";

  constructor(options: ActorOptions<M>) {
    this.name = options.name;
    this.#options = options;
  }

  get isQuarantined(): boolean {
    return this.#state === "quarantined";
  }

  /** From inside: false only if the actor has stopped or is quarantined. */
  tell(message: M): boolean {
    return this.#take(message, this.#refusal());
  }

  /** From outside: false, too, if the mailbox is full. */
  admit(message: M): boolean {
    return this.#take(message, this.#refusal() ?? this.#overload());
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
    this.#behaviour?.stop?.();
    this.#refuseWaiting(stopped(this.name));
  }

  #take(message: M, refusal: TroupeError | undefined): boolean {
    if (refusal !== undefined) {
      message.reject?.(refusal);
      return false;
    }
    this.#mailbox.push(message);
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
      for (const [index, message] of batch.entries()) {
        if (this.#state !== "busy") {
          this.#mailbox = [...batch.slice(index), ...this.#mailbox];
          break;
        }
        await this.#handle(message);
      }
    }
    if (this.#state === "busy") this.#state = "idle";
    else if (this.#mailbox.length > 0) this.#refuseWaiting(this.#refusal());
  }

  async #handle(message: M): Promise<void> {
    try {
      this.#behaviour ??= await this.#options.start(this.#cause);
      const done = this.#behaviour.receive(message);
      if (done !== undefined) await done;
    } catch (error) {
      this.#fail(message, error);
    }
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
    for (const message of this.#mailbox.splice(0)) message.reject?.(error);
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
