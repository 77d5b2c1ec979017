/**
 * Runs as they change, for all who look at many of them. However much happens, and however many look, runs are read once,
 * four times a second and a limited number at a time; who reads slowly is told of each run once, as it is by then.
 */
import type { CatalogFollower } from "../commit/catalog-follower.ts";
import type { ChangesQuery, RunsChange } from "../engine.ts";
import { notLeader } from "../not-leader.ts";
import type { Catalog, CatalogRun } from "../ports/catalog.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { EventFeed, PositionedEntry } from "../ports/event-feed.ts";
import { Bell } from "../telemetry/bell.ts";

export interface RunChangesSurroundings {
  readonly feed: EventFeed;
  readonly catalog: Catalog;
  readonly follower: CatalogFollower;
  readonly clock: Clock;
  /** Adds what only the state of a live run knows. Never waits long. */
  detail(runs: readonly CatalogRun[]): Promise<readonly CatalogRun[]>;
}

const everyMs = 250;
/** Read at a time; the others wait for the next time. */
const mostRuns = 200;
/** That wait to be read, or for a watcher to take them. Beyond, watchers are told that they miss some. */
const mostWaiting = 10_000;

interface Watcher {
  readonly query: ChangesQuery;
  /** Those with the same name ask for the same. */
  readonly name: string;
  readonly bell: Bell;
  /** Not taken yet. Those who take at once are all told the same object. */
  change: RunsChange | undefined;
}

export class RunChanges {
  readonly #around: RunChangesSurroundings;
  readonly #watchers = new Set<Watcher>();
  readonly #changed = new Set<string>();
  #isMissing = false;
  #unsubscribe: (() => void) | undefined;
  #timer: Timer | undefined;
  #isReading = false;
  #readAt = Number.NEGATIVE_INFINITY;
  #isOver = false;

  constructor(around: RunChangesSurroundings) {
    this.#around = around;
  }

  /** See `Runs.changes`. */
  async *watch(query: ChangesQuery, signal: AbortSignal): AsyncGenerator<RunsChange> {
    const watcher: Watcher = { query, name: nameOf(query), bell: new Bell(), change: undefined };
    this.#watchers.add(watcher);
    this.#unsubscribe ??= this.#around.feed.subscribe((entries) => this.#told(entries));
    try {
      yield { runs: [], isMissing: false };
      while (!signal.aborted) {
        if (this.#isOver) throw notLeader();
        const { change } = watcher;
        watcher.change = undefined;
        if (change === undefined) await watcher.bell.wait(signal);
        else yield change;
      }
    } finally {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#rest();
    }
  }

  /** Runs were removed: there is nothing to tell of one, so whoever looks at some is told to list again. */
  miss(): void {
    if (this.#unsubscribe === undefined) return;
    this.#isMissing = true;
    this.#arm();
  }

  /** Tells nobody any more. */
  stop(): void {
    this.#isOver = true;
    this.#rest();
    for (const { bell } of this.#watchers) bell.ring();
  }

  #rest(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#changed.clear();
    this.#isMissing = false;
  }

  #told(entries: readonly PositionedEntry[]): void {
    if (entries.length === 0) this.#isMissing = true;
    for (const { runId } of entries) this.#changed.add(runId);
    if (this.#changed.size > mostWaiting) {
      this.#changed.clear();
      this.#isMissing = true;
    }
    this.#arm();
  }

  #arm(): void {
    const isNeeded = this.#changed.size > 0 || this.#isMissing;
    if (!isNeeded || this.#isReading || this.#unsubscribe === undefined) return;
    const inMs = Math.max(0, this.#readAt + everyMs - this.#around.clock.monotonic());
    this.#timer ??= this.#around.clock.after(inMs, () => void this.#read());
  }

  async #read(): Promise<void> {
    this.#timer = undefined;
    this.#isReading = true;
    this.#readAt = this.#around.clock.monotonic();
    const ids = [...this.#changed].slice(0, mostRuns);
    for (const id of ids) this.#changed.delete(id);
    const isMissing = this.#isMissing;
    this.#isMissing = false;
    try {
      this.#tell(await this.#runs(ids), isMissing);
    } catch {
      // The catalog does not answer: who lists again finds out.
      this.#tell([], true);
    } finally {
      this.#isReading = false;
      this.#arm();
    }
  }

  async #runs(ids: readonly string[]): Promise<readonly CatalogRun[]> {
    const { follower, catalog, detail } = this.#around;
    if (ids.length === 0) return [];
    await follower.caughtUp();
    return detail(await catalog.runs({ ids, limit: ids.length }));
  }

  #tell(runs: readonly CatalogRun[], isMissing: boolean): void {
    const changes = new Map<string, RunsChange>();
    for (const watcher of this.#watchers) {
      const { name, query } = watcher;
      const change = changes.get(name) ?? { runs: runs.filter((run) => isMeant(run, query)), isMissing };
      changes.set(name, change);
      if (watcher.change !== undefined) watcher.change = joined(watcher.change, runs, change);
      else if (change.runs.length > 0 || isMissing) watcher.change = change;
      if (watcher.change !== undefined) watcher.bell.ring();
    }
  }
}

function nameOf({ pipeline, statuses }: ChangesQuery): string {
  return JSON.stringify([pipeline, statuses]);
}

/** What was not taken, as it is now. A run that is not as the query says any more is not told of. */
function joined(untaken: RunsChange, changed: readonly CatalogRun[], change: RunsChange): RunsChange {
  const runs = new Map(untaken.runs.map((run) => [run.runId, run]));
  for (const { runId } of changed) runs.delete(runId);
  for (const run of change.runs) runs.set(run.runId, run);
  if (runs.size > mostWaiting) return { runs: [], isMissing: true };
  return { runs: [...runs.values()], isMissing: untaken.isMissing || change.isMissing };
}

function isMeant({ pipeline, status }: CatalogRun, query: ChangesQuery): boolean {
  return (query.pipeline ?? pipeline) === pipeline && (query.statuses === undefined || query.statuses.includes(status));
}
