/** The live runs: which there are, and how each is loaded, asked and let go. */
import { type RunState, TroupeError } from "@troupe/core";
import type { Admissions } from "../admission/admissions.ts";
import { Actor, ask, type Reply } from "../kernel/actor.ts";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { StateStore } from "../ports/state-store.ts";
import { Subscribers } from "../subscribers.ts";
import { damagedRun } from "./damaged-run.ts";
import type { CommittedRun, RunMessage } from "./messages.ts";
import { Resting } from "./resting.ts";
import { RunActor, type RunSurroundings } from "./run-actor.ts";
import { readStoredRun, restoreStoredRun, type StoredRun, storedRuns } from "./stored-run.ts";

/** After which a run that failed is restarted even though nobody has a message for it. */
const restartMs = 1000;

export interface RegistrySurroundings {
  readonly store: StateStore;
  readonly archive: Archive;
  readonly pipelines: StoredPipelines;
  readonly run: RunSurroundings;
  readonly admissions: Admissions;
  /** Takes note of what a run of an earlier term has with agents. */
  adopt(state: RunState): void;
}

export class RunRegistry {
  readonly #around: RegistrySurroundings;
  readonly #actors = new Map<string, Actor<RunMessage>>();
  readonly #resting: Resting;
  /** Live runs that could not be read when this coordinator began to lead. Nobody decides for them, and nothing is taken from them. */
  readonly #damaged = new Map<string, TroupeError>();
  /** Live runs that are in the archive already. */
  readonly #linked = new Set<string>();
  readonly #removed = new Subscribers<{ readonly runId: string }>();

  constructor(around: RegistrySurroundings) {
    this.#around = around;
    this.#resting = new Resting(around.run.clock, (runId) => void this.tell(runId, { type: "Timer" }));
  }

  isLive(runId: string): boolean {
    return this.#actors.has(runId) || this.#damaged.has(runId);
  }

  /** Why a live run cannot be asked; undefined if it can. */
  damageOf(runId: string): TroupeError | undefined {
    return this.#damaged.get(runId);
  }

  /** Whether logs and metrics of this run are still taken: not any more once it is in the archive. */
  takesTelemetry(runId: string): boolean {
    return this.isLive(runId) && !this.#linked.has(runId);
  }

  linked(runId: string): void {
    this.#linked.add(runId);
  }

  /** From inside. False if the run is not live: it has ended and is sealed, or never was. */
  tell(runId: string, message: RunMessage): boolean {
    return this.#actors.get(runId)?.tell(message) ?? false;
  }

  /** From an agent, which says it again. False, too, if the run's mailbox is full. */
  admit(runId: string, message: RunMessage): boolean {
    return this.#actors.get(runId)?.admit(message) ?? false;
  }

  /** Reads from the committed state of a live run; undefined if it is not live. What leaves must not change any more. */
  async read<T>(runId: string, read: (committed: CommittedRun) => T): Promise<T | undefined> {
    return (await this.ask<unknown>(runId, (reply) => ({ type: "Read", read, reply, reject: reply.reject }))) as T;
  }

  /** From a caller. Undefined if the run is not live. */
  async ask<T>(runId: string, message: (reply: Reply<T>) => RunMessage): Promise<T | undefined> {
    const actor = this.#actors.get(runId);
    if (actor === undefined) {
      const damage = this.#damaged.get(runId);
      if (damage !== undefined) throw damage;
      return undefined;
    }
    try {
      return await ask(actor, message);
    } catch (error) {
      // It was sealed while the question waited: the archive answers.
      if (!this.isLive(runId)) return undefined;
      throw error;
    }
  }

  /**
   * Every run that an earlier term left live, from one pass over the store: a read for each run would cost a remote store
   * a second for every few hundred. One that is damaged stays behind and is no reason not to lead.
   */
  async load(): Promise<number> {
    let count = 0;
    for await (const { runId, records } of storedRuns(this.#around.store)) {
      await this.#load(runId, records);
      count += 1;
    }
    return count;
  }

  async #load(runId: string, records: StoredRun): Promise<void> {
    try {
      const behaviour = await this.#restore(runId, records);
      this.#around.admissions.restored(behaviour.header);
      this.register(runId, behaviour).tell({ type: "Resume" });
    } catch (error) {
      // The archive does not answer: that says nothing about the run.
      if (error instanceof TroupeError && (error.reaction === "retry" || error.reaction === "step-down")) throw error;
      this.#around.run.log.error({ run: runId, error }, "run cannot be read and is left alone");
      this.#damaged.set(runId, damagedRun(runId, error));
    }
  }

  remove(runId: string): void {
    const actor = this.#actors.get(runId);
    // In this order: whoever it leaves in the lurch looks again, and must find that it is not live.
    this.#actors.delete(runId);
    this.#resting.forget(runId);
    this.#linked.delete(runId);
    actor?.stop();
    this.#removed.tell({ runId });
  }

  /** Told when a run is live no more: from now on it is read from the archive. Returns the way to stop. */
  onRemoved(call: (removed: { readonly runId: string }) => void): () => void {
    return this.#removed.add(call);
  }

  stop(): void {
    this.#resting.stop();
    for (const actor of this.#actors.values()) actor.stop();
  }

  /** From now on it is live. */
  register(runId: string, first: RunActor): Actor<RunMessage> {
    const { clock, log } = this.#around.run;
    let made: RunActor | undefined = first;
    const actor = new Actor<RunMessage>({
      name: `run ${runId}`,
      clock,
      start: async (cause) => {
        const behaviour = made ?? (await (cause === "rest" ? this.#wake(runId) : this.#reload(runId)));
        made = undefined;
        this.#resting.awake(runId, actor, behaviour);
        return behaviour;
      },
      onFailure: ({ error, quarantined }) => {
        log.error(
          { run: runId, error, quarantined },
          quarantined ? "run failed again and again and is quarantined" : "run failed and is restarted from the store",
        );
        // Nothing may ever be said to it again: its timers and offers went with the behaviour that failed.
        if (!quarantined) clock.after(restartMs, () => void actor.tell({ type: "Wake" }));
      },
      onTrouble: ({ error, delayMs }) =>
        log.warn({ run: runId, error, delayMs }, "run cannot be read from the store now; trying again"),
    });
    this.#actors.set(runId, actor);
    return actor;
  }

  /** After a bug: whatever was staged is settled first, then the store says how things are. */
  async #reload(runId: string): Promise<RunActor> {
    await this.#around.run.committer.settled();
    const behaviour = await this.#restore(runId);
    this.#around.admissions.join(behaviour.header);
    behaviour.resume();
    return behaviour;
  }

  async #wake(runId: string): Promise<RunActor> {
    const behaviour = await this.#restore(runId);
    behaviour.wake();
    return behaviour;
  }

  async #restore(runId: string, records?: StoredRun): Promise<RunActor> {
    const { store, run, adopt } = this.#around;
    const { state, codeDigest } = await restoreStoredRun(
      this.#around,
      runId,
      records ?? (await readStoredRun(store, runId)),
    );
    adopt(state);
    return new RunActor(state, codeDigest, run);
  }
}
