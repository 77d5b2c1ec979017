/** Live runs under the engine that leads: their actors answer. */
import type { QueueExplanation, TaskOfRun } from "@troupe/core";
import type { Outbox } from "../commit/outbox.ts";
import type { Reply } from "../kernel/actor.ts";
import type { CommittedRun, Watch, Watcher } from "./messages.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { RunSource } from "./run-source.ts";

export interface LedRunsSurroundings {
  readonly registry: RunRegistry;
  readonly outbox: Outbox;
  /** Throws NOT_LEADER once the lease can no longer be trusted, whether this process was told or not. */
  checkLead(): void;
  explain(task: TaskOfRun): Promise<QueueExplanation | undefined>;
}

export class LedRuns implements RunSource {
  readonly #around: LedRunsSurroundings;

  constructor(around: LedRunsSurroundings) {
    this.#around = around;
  }

  async read<T>(runId: string, read: (committed: CommittedRun) => T): Promise<T | undefined> {
    const answer = await this.#around.registry.read(runId, read);
    // SAFETY: checked after the answer was made. A leader that was paused would show what its successor has changed.
    this.#around.checkLead();
    return answer;
  }

  async watch(runId: string, watcher: Watcher): Promise<Watch | undefined> {
    const message = (reply: Reply<Watch>) => ({ type: "Watch" as const, watcher, reply, reject: reply.reject });
    const watch = await this.#around.registry.ask<Watch>(runId, message);
    this.#around.checkLead();
    return watch;
  }

  onRemoved(runId: string, call: () => void): () => void {
    return this.#around.registry.onRemoved((removed) => {
      if (removed.runId === runId) call();
    });
  }

  async caughtUp(): Promise<void> {
    this.#around.checkLead();
    await this.#around.outbox.caughtUp();
  }

  explain(task: TaskOfRun): Promise<QueueExplanation | undefined> {
    return this.#around.explain(task);
  }
}
