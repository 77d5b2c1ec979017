/**
 * The live runs: which there are, and how each is loaded, asked and let go.
 *
 * A leader begins without knowing which runs are live. Until `load` has read all of them, a run that is asked for, or that
 * an agent speaks of, is read from the store by itself, and is here from then on; if the store has none of that name it is
 * not live. Whoever has to know of all runs waits for `load`.
 */
import { type RunState, TroupeError } from "@troupe/core";
import type { Admissions } from "../admission/admissions.ts";
import { Actor, ask, type Reply } from "../kernel/actor.ts";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { StateStore } from "../ports/state-store.ts";
import { statusKey } from "../records/keys.ts";
import { Subscribers } from "../subscribers.ts";
import { LiveRuns } from "../telemetry/live-runs.ts";
import { damagedRun } from "./damaged-run.ts";
import type { CommittedRun, RunMessage } from "./messages.ts";
import { Resting } from "./resting.ts";
import { RunActor } from "./run-actor.ts";
import type { RunSurroundings } from "./run-surroundings.ts";
import { isAbsent, isOver, readStoredRun, restoreStoredRun, type StoredRun, storedRuns } from "./stored-run.ts";

/** After which a run that failed is restarted even though nobody has a message for it. */
const restartMs = 1000;

/** Runs of earlier terms that are loaded in one turn: what agents and callers say meanwhile is heard between two of them. */
const turn = 5;
/** What so many of them have to write is written before the next ones: a result that comes meanwhile stands behind few. */
const portion = 50;

/** Of what is said of a run before it is loaded, and is no result: agents say what matters again. */
const mentionsAtMost = 1000;

export interface RegistrySurroundings {
  readonly store: StateStore;
  readonly archive: Archive;
  readonly pipelines: StoredPipelines;
  readonly run: RunSurroundings;
  readonly admissions: Admissions;
  /** Takes note of what a run has with agents: one that is met for the first time in this term, or read anew. */
  adopt(state: RunState, since: "earlier-term" | "this-term"): void;
  /** Runs a function once everything that is ready has been handled. Default: setImmediate. */
  readonly soon?: ((call: () => void) => void) | undefined;
}

/** What an earlier term left: runs that go on, and those that have ended and are not sealed. */
export interface Found {
  readonly live: number;
  readonly over: number;
}

export class RunRegistry {
  readonly #around: RegistrySurroundings;
  readonly #actors = new Map<string, Actor<RunMessage>>();
  readonly #resting: Resting;
  readonly #stored: LiveRuns;
  /** Live runs that could not be read when this coordinator began to lead. Nobody decides for them, and nothing is taken from them. */
  readonly #damaged = new Map<string, TroupeError>();
  /** Live runs that are in the archive already. */
  readonly #linked = new Set<string>();
  readonly #removed = new Subscribers<{ readonly runId: string }>();
  /** Runs that are being read for the first time: settled once they are here, or known not to be live. */
  readonly #arriving = new Map<string, Promise<void>>();
  /** Until all are loaded: those of which it is known that they are not live. */
  #over: Set<string> | undefined = new Set();
  /** What was said of runs that are not loaded yet. */
  readonly #mentioned = new Map<string, RunMessage[]>();
  #isStopped = false;

  constructor(around: RegistrySurroundings) {
    this.#around = around;
    this.#stored = new LiveRuns(
      around.run.clock,
      async (runId) => (await around.store.get(statusKey(runId))) !== undefined,
    );
    this.#resting = new Resting(around.run.clock, (runId) => void this.tell(runId, { type: "Timer" }));
  }

  /** As far as is known: until all are loaded it may be live although it is not here. */
  isLive(runId: string): boolean {
    return this.#actors.has(runId) || this.#damaged.has(runId);
  }

  /** Whether it can be asked without being read for the first time. */
  isAtHand(runId: string): boolean {
    return !this.#isUnknown(runId) && !this.#arriving.has(runId);
  }

  /** Why a live run cannot be asked; undefined if it can. */
  damageOf(runId: string): TroupeError | undefined {
    return this.#damaged.get(runId);
  }

  /** Whether logs and metrics of this run are still taken: not any more once it is in the archive. */
  takesTelemetry(runId: string): boolean | Promise<boolean> {
    if (this.#isUnknown(runId) || this.#arriving.has(runId)) return this.#isLiveInStore(runId);
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
    return this.#reach(runId)?.admit(message) ?? false;
  }

  /** From an agent, and nobody waits for it: a run that is not loaded yet hears it when it is. */
  mention(runId: string, message: RunMessage): void {
    if (!this.#isUnknown(runId)) return void this.#actors.get(runId)?.admit(message);
    const mentioned = this.#mentioned.get(runId) ?? [];
    this.#mentioned.set(runId, mentioned);
    if (mentioned.length < mentionsAtMost) mentioned.push(message);
  }

  /** From an agent, and no loss if it comes too early. */
  hint(runId: string, message: RunMessage): void {
    this.#actors.get(runId)?.admit(message);
  }

  /** Reads from the committed state of a live run; undefined if it is not live. What leaves must not change any more. */
  async read<T>(runId: string, read: (committed: CommittedRun) => T): Promise<T | undefined> {
    return (await this.ask<unknown>(runId, (reply) => ({ type: "Read", read, reply, reject: reply.reject }))) as T;
  }

  /** From a caller. Undefined if the run is not live. */
  async ask<T>(runId: string, message: (reply: Reply<T>) => RunMessage): Promise<T | undefined> {
    const actor = this.#reach(runId);
    if (actor === undefined) return this.#absent(runId);
    try {
      return await ask(actor, message);
    } catch (error) {
      // It was sealed while the question waited, and the archive answers; or it turned out that it is not live, or damaged.
      if (this.#actors.get(runId) !== actor) return this.#absent(runId);
      throw error;
    }
  }

  /**
   * Every run that an earlier term left live, from one pass over the store: a read for each run would cost a remote store
   * a second for every few hundred. Answers how many there are, once all of them are here; one that is damaged stays behind
   * and is no reason not to lead. Throws TroupeError(retry) if the store does not answer: then it is to be called again.
   */
  async load(): Promise<Found> {
    const found = { live: 0, over: 0 };
    for await (const { runId, records } of storedRuns(this.#around.store)) {
      if (this.#isStopped) return found;
      const hasEnded = isOver(records);
      found[hasEnded ? "over" : "live"] += 1;
      if (this.#isUnknown(runId)) {
        if (hasEnded) this.#note(runId);
        else this.#arrive(runId, records);
      }
      if ((found.live + found.over) % turn === 0) await this.#turn();
      if (!hasEnded && found.live % portion === 0) await this.#around.run.committer.settled().catch(ignoreFenced);
    }
    await Promise.all(this.#arriving.values());
    this.#over = undefined;
    // Of runs that are not live.
    this.#mentioned.clear();
    return found;
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
    this.#isStopped = true;
    this.#resting.stop();
    for (const actor of this.#actors.values()) actor.stop();
  }

  /** One that is made now, and live from now on. */
  register(runId: string, first: RunActor): Actor<RunMessage> {
    return this.#open(runId, () => first);
  }

  /** Its actor; undefined if it is known not to be live, or not to be readable. */
  #reach(runId: string): Actor<RunMessage> | undefined {
    return this.#isUnknown(runId) ? this.#arrive(runId) : this.#actors.get(runId);
  }

  #isUnknown(runId: string): boolean {
    return this.#over !== undefined && !this.#over.has(runId) && !this.isLive(runId);
  }

  #absent(runId: string): undefined {
    const damage = this.#damaged.get(runId);
    if (damage !== undefined) throw damage;
    return undefined;
  }

  async #isLiveInStore(runId: string): Promise<boolean> {
    const isThere = await this.#stored.has(runId);
    return isThere && this.#over?.has(runId) !== true && !this.#linked.has(runId);
  }

  /** One that has ended and is not sealed: it is read when it is, or when somebody asks for it. There may be thousands. */
  #note(runId: string): void {
    this.#open(runId, () => this.#takeUp(runId, undefined));
    this.#around.run.ended(runId);
  }

  /** One of an earlier term. Its records are read now if they are not given. */
  #arrive(runId: string, records?: StoredRun): Actor<RunMessage> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#arriving.set(runId, promise);
    const done = (): void => {
      this.#arriving.delete(runId);
      resolve();
    };
    const actor = this.#open(runId, () => this.#takeUp(runId, records));
    // Before whatever it was asked for. Refused: it is not live, or damaged, or has failed and is read anew.
    actor.tell({ type: "Resume", done, reject: done });
    for (const message of this.#mentioned.get(runId) ?? []) actor.admit(message);
    this.#mentioned.delete(runId);
    return actor;
  }

  async #takeUp(runId: string, given: StoredRun | undefined): Promise<RunActor | undefined> {
    try {
      const records = given ?? (await readStoredRun(this.#around.store, runId));
      if (given === undefined && isAbsent(records)) return this.#notLive(runId);
      const behaviour = await this.#restore(runId, "earlier-term", records);
      // What its end means for others depends on it.
      await this.#around.admissions.open(behaviour.header.pipeline);
      this.#around.admissions.restored(behaviour.header);
      return behaviour;
    } catch (error) {
      // A store that does not answer: that says nothing about the run.
      if (this.#isStopped || (error instanceof TroupeError && error.reaction === "retry")) throw error;
      this.#around.run.log.error({ run: runId, error }, "run cannot be read and is left alone");
      this.#damaged.set(runId, damagedRun(runId, error));
      this.#actors.delete(runId);
      return undefined;
    }
  }

  #notLive(runId: string): undefined {
    this.#over?.add(runId);
    this.#actors.delete(runId);
    return undefined;
  }

  #turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    (this.#around.soon ?? setImmediate)(resolve);
    return promise;
  }

  #open(runId: string, first: () => RunActor | undefined | Promise<RunActor | undefined>): Actor<RunMessage> {
    const { clock, log } = this.#around.run;
    let make: typeof first | undefined = first;
    const actor = new Actor<RunMessage>({
      name: `run ${runId}`,
      clock,
      start: async (cause) => {
        const behaviour = await (make ?? (cause === "rest" ? () => this.#wake(runId) : () => this.#reload(runId)))();
        make = undefined;
        if (behaviour !== undefined) this.#resting.awake(runId, actor, behaviour);
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
    const behaviour = await this.#restore(runId, "this-term");
    this.#around.admissions.join(behaviour.header);
    behaviour.resume();
    return behaviour;
  }

  async #wake(runId: string): Promise<RunActor> {
    const behaviour = await this.#restore(runId, "this-term");
    behaviour.wake();
    return behaviour;
  }

  async #restore(
    runId: string,
    since: Parameters<RegistrySurroundings["adopt"]>[1],
    records?: StoredRun,
  ): Promise<RunActor> {
    const { store, run, adopt } = this.#around;
    const { state, codeDigest } = await restoreStoredRun(
      this.#around,
      runId,
      records ?? (await readStoredRun(store, runId)),
    );
    adopt(state, since);
    return new RunActor(state, codeDigest, run);
  }
}

/** Another leads: what is loaded here is dropped. */
function ignoreFenced(): void {}
