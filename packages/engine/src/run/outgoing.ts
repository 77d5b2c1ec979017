/** What leaves a run because of its events: hints at once, and what says that something is so once it is written. */
import { type RunEffect, unreachable } from "@troupe/core";
import { failpoint } from "../failpoint.ts";
import { begunWait } from "./begun-wait.ts";
import type { RunOffers } from "./run-offers.ts";
import type { RunQueue } from "./run-queue.ts";
import type { LiveRun, RunSurroundings } from "./run-surroundings.ts";

/** With the number of the event that it follows from. */
export interface NumberedEffect {
  readonly effect: RunEffect;
  readonly sequence: number;
}

export class Outgoing {
  readonly #run: LiveRun;
  readonly #around: RunSurroundings;
  readonly #offers: RunOffers;
  readonly #queue: RunQueue;

  constructor(run: LiveRun, around: RunSurroundings, offers: RunOffers, queue: RunQueue) {
    this.#run = run;
    this.#around = around;
    this.#offers = offers;
    this.#queue = queue;
  }

  /** What stays inside this coordinator, and hints. */
  now(all: readonly NumberedEffect[]): void {
    const { runId } = this.#run.state.header;
    for (const { effect, sequence } of all) {
      if (effect.effect === "QueueTask" && effect.attempt === 1) this.#queue.notWritten(effect.task);
      if (effect.effect === "OfferAttempt") this.#queue.placed(effect.task);
      if (effect.effect === "RequeueTasks") this.#queue.addAgain();
      if (effect.effect === "DequeueTask") this.#around.dequeue(runId, effect.task);
      if (effect.effect === "ReleaseAttempt") {
        this.#offers.forget(effect.task);
        this.#around.release(runId, effect.task, effect.attempt, effect.agent);
      }
      if (effect.effect === "OfferAttempt") this.#offers.offer(effect.task, effect.attempt, effect.agent);
      if (effect.effect === "GrantAttempt") this.#offers.granted(effect.task, sequence);
    }
    // Last: what was given back is queued under the same number, once its room is free.
    this.#queue.add(all.flatMap(({ effect }) => (effect.effect === "QueueTask" ? [effect] : [])));
  }

  /** What says that something is so: only once it is. */
  onceWritten({ effect, sequence }: NumberedEffect): void {
    const { runId } = this.#run.state.header;
    switch (effect.effect) {
      case "GrantAttempt":
        failpoint("grant-committed");
        return this.#offers.grant(effect.task, effect.attempt, effect.agent, sequence);
      case "AcknowledgeResult":
        failpoint("result-committed");
        return this.#offers.acknowledge(effect.task, effect.attempt, effect.agent);
      case "CancelAttempt":
        return this.#offers.cancel(effect.task, effect.attempt, effect.agent, effect.reason);
      case "AnnounceDatasets":
        return this.#around.announce(effect.published.map(({ dataset }) => dataset));
      case "SealRun":
        return this.#around.ended(runId);
      case "BeginWait":
        return this.beginWait(effect);
      case "EndWait":
      case "DequeueTask":
        return this.#around.endWait(runId, effect.task);
      case "QueueTask":
      case "RequeueTasks":
      case "OfferAttempt":
      case "ReleaseAttempt":
        return;
      default:
        return unreachable(effect);
    }
  }

  /** Not if it is over by now. */
  beginWait({ task, attempt, on }: Omit<Extract<RunEffect, { effect: "BeginWait" }>, "effect">): void {
    const wait = begunWait(this.#run.state, task, attempt, on);
    if (wait !== undefined) this.#around.beginWait(wait);
  }
}
