/**
 * Live runs at a coordinator that follows. The state store says which runs are live and how far each of them is, the feed
 * what happened to them: an answer is as new as the question, or there is none.
 */
import { TroupeError } from "@troupe/core";
import type { CatalogFollower } from "../commit/catalog-follower.ts";
import type { ProgressView, RunRevision } from "../engine.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { Hints } from "../ports/hints.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import { statusKey } from "../records/keys.ts";
import { statusRecord } from "../records/records.ts";
import type { CommittedRun, Watch, Watcher } from "../run/messages.ts";
import type { RunSource } from "../run/run-source.ts";
import { Subscribers } from "../subscribers.ts";
import { catalogReaches } from "./catalog-reaches.ts";
import { FollowedRun, type FollowedRunSurroundings } from "./followed-run.ts";

export interface FollowedRunsSurroundings extends FollowedRunSurroundings {
  readonly store: StateStore;
  readonly catalog: Catalog;
  readonly follower: CatalogFollower;
  readonly hints: Hints | undefined;
}

/** Runs that nobody watches and that are kept for the next question. */
const keptRuns = 50;
/** How often to look whether a run that has ended is sealed, while somebody waits for that: a hint of it may be lost. */
const sealedLookMs = { hinted: 10_000, untold: 1000 } as const;

export class FollowedRuns implements RunSource {
  readonly #around: FollowedRunsSurroundings;
  /** In the order of their last use. */
  readonly #runs = new Map<string, FollowedRun>();
  readonly #unsubscribe: readonly (() => void)[];
  /** Called with a run that was sealed. */
  readonly #sealed = new Subscribers<{ readonly runId: string }>();

  constructor(around: FollowedRunsSurroundings) {
    this.#around = around;
    const feed = around.feed.subscribe((entries) => {
      for (const entry of entries) {
        const run = this.#runs.get(entry.runId);
        run?.take(entry).catch(() => this.#drop(entry.runId, run));
      }
    });
    const hints = around.hints?.listen((hint) => {
      if (hint.type === "progress") this.takeProgress(hint, hint.progress);
      else if (hint.type === "sealed") this.#sealed.tell(hint);
    });
    this.#unsubscribe = hints === undefined ? [feed] : [feed, hints];
  }

  async read<T>(runId: string, read: (committed: CommittedRun) => T): Promise<T | undefined> {
    return this.#reach(runId, (_run, committed) => read(committed));
  }

  async watch(runId: string, watcher: Watcher): Promise<Watch | undefined> {
    return this.#reach(runId, (run) => run.watch(watcher));
  }

  onRemoved(runId: string, call: () => void): () => void {
    const { clock, hints } = this.#around;
    const everyMs = hints === undefined ? sealedLookMs.untold : sealedLookMs.hinted;
    const look = async () => {
      if (this.#runs.get(runId)?.isOver !== false && !(await this.isLive(runId))) return call();
      timer = clock.after(everyMs, again);
    };
    const again = () =>
      void look().catch(() => {
        timer = clock.after(everyMs, again);
      });
    let timer = clock.after(everyMs, again);
    const forget = this.#sealed.add((sealed) => {
      if (sealed.runId === runId) call();
    });
    return () => {
      timer.cancel();
      forget();
    };
  }

  async caughtUp(atLeast?: RunRevision): Promise<void> {
    if (atLeast !== undefined) await catalogReaches(this.#around, atLeast);
  }

  /** Only the leader knows what each agent has free. */
  async explain(): Promise<undefined> {
    return undefined;
  }

  async isLive(runId: string): Promise<boolean> {
    return (await this.#around.store.get(statusKey(runId))) !== undefined;
  }

  takeProgress({ runId, task, attempt }: AttemptKey, progress: ProgressView): void {
    this.#runs.get(runId)?.takeProgress(task, attempt, progress);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const run of this.#runs.values()) run.abandon();
    this.#runs.clear();
  }

  /** Undefined if the run is not live. */
  async #reach<T>(runId: string, use: (run: FollowedRun, committed: CommittedRun) => T): Promise<T | undefined> {
    const bytes = await this.#around.store.get(statusKey(runId));
    if (bytes === undefined) return this.#forget(runId);
    const run = this.#follow(runId);
    try {
      return await run.reach(statusRecord.decode(bytes).sequence, (committed) => use(run, committed));
    } catch (error) {
      if (!(error instanceof TroupeError)) this.#drop(runId, run);
      // Sealed between the two looks: then the feed has forgotten it, and the archive has it.
      if (!(await this.isLive(runId))) return undefined;
      throw error;
    }
  }

  #follow(runId: string): FollowedRun {
    const run = this.#runs.get(runId) ?? new FollowedRun(runId, this.#around);
    this.#runs.delete(runId);
    this.#runs.set(runId, run);
    for (const [oldId, old] of this.#runs) {
      if (this.#runs.size <= keptRuns || old === run) break;
      if (!old.isInUse) this.#runs.delete(oldId);
    }
    return run;
  }

  #forget(runId: string): undefined {
    if (this.#runs.get(runId)?.isInUse === false) this.#runs.delete(runId);
    return undefined;
  }

  /** It is followed anew by whoever asks next, those who watched it among them. */
  #drop(runId: string, run: FollowedRun): void {
    if (this.#runs.get(runId) === run) this.#runs.delete(runId);
    run.abandon();
  }
}
