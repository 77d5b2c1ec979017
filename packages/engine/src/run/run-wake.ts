/** When a run looks at the time again; never later than it needs. */
import { dueOf, nextWake, type RunEvent, runStatuses } from "@troupe/core";
import type { Clock, Timer } from "../ports/clock.ts";
import type { LiveRun } from "./run-surroundings.ts";

export class RunWake {
  readonly #run: LiveRun;
  readonly #clock: Clock;
  readonly #ring: () => void;
  #at: number | undefined;
  #timer: Timer | undefined;

  constructor(run: LiveRun, clock: Clock, ring: () => void) {
    this.#run = run;
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Undefined if nothing of the run has to do with time. */
  get at(): number | undefined {
    return this.#at;
  }

  /** Finds the instant anew, which looks at every backoff. */
  renew(): void {
    this.#at = nextWake(this.#run.state);
  }

  /** The instants are of another process, whose clock may have been another one: looks at all of them once. */
  lookAtOnce(): void {
    this.#at = nextWake(this.#run.state) === undefined ? undefined : this.#clock.now();
  }

  /** After an event. */
  heed(event: RunEvent): void {
    const due = wakeOf(event);
    if (due !== undefined) this.#at = Math.min(this.#at ?? due, due);
  }

  arm(): void {
    this.#timer?.cancel();
    const wake = this.#at;
    if (wake === undefined || runStatuses[this.#run.state.header.status].terminal) return;
    this.#timer = this.#clock.after(Math.max(0, wake - this.#clock.now()), this.#ring);
  }

  stop(): void {
    this.#timer?.cancel();
  }
}

/** When the run has to be looked at again because of this event. */
function wakeOf(event: RunEvent): number | undefined {
  if (event.type === "TaskQueued") return event.dueAt;
  if (event.type === "TaskWaiting") return dueOf(event.on);
  return "until" in event ? (event.until ?? undefined) : undefined;
}
