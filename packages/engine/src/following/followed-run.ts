/**
 * A live run at a coordinator that follows: its events, from the first one on, as the feed brings them. So it looks
 * exactly as it did to the leader when it wrote them, and those who watch it are told of each.
 */
import { apply, type RunEvent, type RunState, runStatuses, startRun } from "@troupe/core";
import type { ProgressView, RunView } from "../engine.ts";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventFeed, FeedEntry } from "../ports/event-feed.ts";
import { loadSpilledEvent } from "../records/spilled.ts";
import { eventItem } from "../run/event-item.ts";
import type { CommittedRun, Watch, Watcher } from "../run/messages.ts";
import { viewTasks } from "../run/run-view.ts";
import { Watchers } from "../run/watchers.ts";
import { notReadHere } from "./not-read-here.ts";

export interface FollowedRunSurroundings {
  readonly feed: EventFeed;
  readonly archive: Archive;
  readonly pipelines: StoredPipelines;
  readonly clock: Clock;
  view(state: RunState): RunView;
}

/** How long the feed may be behind the state store before a reader is sent to the leader. */
const patienceMs = 1000;
const pageEntries = 500;

export class FollowedRun {
  readonly #runId: string;
  readonly #around: FollowedRunSurroundings;
  readonly #watchers = new Watchers();
  readonly #watching = new Set<Watcher>();
  readonly #progress = new Map<string, ProgressView>();
  #state: RunState | undefined;
  /** What is taken in follows one another. */
  #taking: Promise<void> = Promise.resolve();
  /** Those who wait for a sequence number. */
  readonly #waiting = new Set<() => void>();
  #readers = 0;

  constructor(runId: string, around: FollowedRunSurroundings) {
    this.#runId = runId;
    this.#around = around;
  }

  /** Somebody reads or watches it: it must be told of what happens. */
  get isInUse(): boolean {
    return this.#readers > 0 || this.#watching.size > 0;
  }

  get isOver(): boolean {
    return this.#state !== undefined && runStatuses[this.#state.header.status].terminal;
  }

  /** What the feed has just brought. Rejects if it cannot be taken over: then this run has to be followed anew. */
  take(entry: FeedEntry): Promise<void> {
    return this.#next(async () => {
      // Entries in between were missed, or this one came while the first ones are read.
      if (entry.first > this.#sequence + 1) await this.#readOn();
      await this.#apply(entry);
    });
  }

  /**
   * Reads from the state, as it is after this event or a later one. Throws NOT_LEADER if the feed does not bring the event
   * in time, and what `read` throws.
   */
  async reach<T>(sequence: number, read: (committed: CommittedRun) => T): Promise<T> {
    this.#readers += 1;
    try {
      if (this.#sequence < sequence) await this.#next(() => this.#readOn());
      if (this.#sequence < sequence) await this.#wait(sequence);
      return read(this.#committed(sequence));
    } finally {
      this.#readers -= 1;
    }
  }

  /** From the state as it is. Call it while reading. */
  watch(watcher: Watcher): Watch {
    const { state, progress } = this.#committed(0);
    const tasks = watcher.runOnly || watcher.after > 0 ? [] : [...viewTasks(state, progress)];
    const snapshot =
      watcher.after === 0 ? { type: "snapshot" as const, run: this.#around.view(state), tasks } : undefined;
    const from = state.header.sequence;
    const leave = this.#watchers.add(watcher, from, this.isOver);
    this.#watching.add(watcher);
    this.#watchers.open(watcher, snapshot);
    return {
      from,
      leave: () => {
        this.#watching.delete(watcher);
        leave();
      },
    };
  }

  /** The latest of a task, from an agent that reports to this coordinator. */
  takeProgress(task: string, attempt: number, progress: ProgressView): void {
    if (this.#state?.tasks.get(task)?.attempts.at(-1)?.number !== attempt) return;
    this.#progress.set(task, progress);
    this.#watchers.tell({ type: "progress", task, progress });
  }

  /** Whoever watches has to look again: this coordinator cannot follow it any further. */
  abandon(): void {
    this.#watchers.abandon();
  }

  get #sequence(): number {
    return this.#state?.header.sequence ?? 0;
  }

  #committed(sequence: number): CommittedRun {
    if (this.#state === undefined || this.#sequence < sequence) throw notReadHere(this.#runId);
    return { state: this.#state, progress: this.#progress };
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#taking.then(work);
    this.#taking = done.catch(() => {
      // Whoever asked for it is told.
    });
    return done;
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const before = this.#sequence;
      const page = await this.#around.feed.readRun(this.#runId, before, pageEntries);
      for (const entry of page) await this.#apply(entry);
      if (this.#sequence === before) return;
    }
  }

  async #apply({ first, events }: FeedEntry): Promise<void> {
    if (first > this.#sequence + 1) throw notReadHere(this.#runId);
    for (const event of events.slice(this.#sequence + 1 - first))
      this.#applyEvent(await loadSpilledEvent(this.#around.archive, event), await this.#begun(event));
    for (const call of [...this.#waiting]) call();
  }

  /** The state that the first event makes; undefined after it. */
  async #begun(event: RunEvent): Promise<RunState | undefined> {
    if (this.#state !== undefined) return undefined;
    if (event.type !== "RunCreated") throw notReadHere(this.#runId);
    const { plan } = await this.#around.pipelines.version(event.pipeline, event.version);
    return startRun(plan, event);
  }

  #applyEvent(event: RunEvent, begun: RunState | undefined): void {
    const state = begun ?? (this.#state === undefined ? undefined : apply(this.#state, event));
    if (state === undefined) throw notReadHere(this.#runId);
    this.#state = state;
    if (!this.#watchers.wants(event)) return;
    const view = () => this.#around.view(state);
    this.#watchers.tell(eventItem(state, event, state.header.sequence, this.#progress, view));
  }

  #wait(sequence: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.#sequence >= sequence) done();
    };
    const done = () => {
      timer.cancel();
      this.#waiting.delete(look);
      resolve();
    };
    const timer = this.#around.clock.after(patienceMs, done);
    this.#waiting.add(look);
    return promise;
  }
}
