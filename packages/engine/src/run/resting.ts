/**
 * Runs of which nothing happens rest: a hundred thousand of them may wait for a place, and none needs more memory than it
 * takes to find it again. The next message wakes a run, or the instant for which it has asked.
 */
import { Alarms } from "@troupe/core";
import type { Clock, Timer } from "../ports/clock.ts";

/** The part of an actor that may rest. */
interface Sleeper {
  rest(): boolean;
}

interface Awake {
  readonly actor: Sleeper;
  readonly behaviour: { readonly wakeAt: number | undefined };
}

/** A run rests once it was quiet from one look to the next. */
const lookEveryMs = 5000;

export class Resting {
  readonly #clock: Clock;
  readonly #wake: (runId: string) => void;
  readonly #awake = new Map<string, Awake>();
  readonly #alarms = new Alarms();
  /** For the next of them: however many runs wait for their time, one timer does. */
  #alarm: { readonly at: number; readonly timer: Timer } | undefined;
  #look: Timer | undefined;
  #isStopped = false;

  constructor(clock: Clock, wake: (runId: string) => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  awake(runId: string, actor: Sleeper, behaviour: Awake["behaviour"]): void {
    this.#silence(runId);
    this.#awake.set(runId, { actor, behaviour });
    this.#arm();
  }

  forget(runId: string): void {
    this.#silence(runId);
    this.#awake.delete(runId);
  }

  stop(): void {
    this.#isStopped = true;
    this.#look?.cancel();
    this.#alarm?.timer.cancel();
  }

  #arm(): void {
    if (this.#isStopped) return;
    this.#look ??= this.#clock.after(lookEveryMs, () => {
      this.#look = undefined;
      for (const [runId, awake] of this.#awake) this.#tryToRest(runId, awake);
      if (this.#awake.size > 0) this.#arm();
    });
  }

  #tryToRest(runId: string, { actor, behaviour }: Awake): void {
    const { wakeAt } = behaviour;
    if (!actor.rest()) return;
    this.#awake.delete(runId);
    if (wakeAt === undefined) return;
    this.#alarms.set(runId, wakeAt);
    this.#setAlarm();
  }

  #silence(runId: string): void {
    this.#alarms.delete(runId);
  }

  #setAlarm(): void {
    const at = this.#alarms.next;
    if (this.#isStopped || at === undefined || (this.#alarm !== undefined && this.#alarm.at <= at)) return;
    this.#alarm?.timer.cancel();
    this.#alarm = { at, timer: this.#clock.after(Math.max(0, at - this.#clock.now()), () => this.#ring()) };
  }

  #ring(): void {
    this.#alarm = undefined;
    for (const runId of this.#alarms.due(this.#clock.now())) {
      this.#alarms.delete(runId);
      this.#wake(runId);
    }
    this.#setAlarm();
  }
}
