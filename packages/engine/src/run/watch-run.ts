/** A run as a stream: its snapshot and then its events, or the events that a watcher missed and then the new ones. */
import { type RunEvent, type RunState, TroupeError } from "@troupe/core";
import type { WatchItem, WatchOptions } from "../engine.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { EventFeed } from "../ports/event-feed.ts";
import { absentRun } from "../retention/removed-run.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import { Bell } from "../telemetry/bell.ts";
import type { Watcher } from "./messages.ts";
import type { RunSource } from "./run-source.ts";
import { viewRun, viewTasks } from "./run-view.ts";
import { isAboutRun } from "./watchers.ts";

interface WatchSurroundings {
  readonly source: RunSource;
  readonly feed: EventFeed;
  readonly sealed: SealedRuns;
  readonly catalog: Catalog;
  traceId(state: RunState): string;
}

/** Items that a watcher may leave unread before it is told to come back later. */
const maxUnread = 10_000;

export async function* watchRun(
  around: WatchSurroundings,
  runId: string,
  options: WatchOptions,
): AsyncGenerator<WatchItem> {
  const { after, runOnly = false } = options;
  const unread = new Unread();
  const watcher: Watcher = {
    after,
    runOnly,
    take: (item) => unread.take(item),
    end: (because) => unread.end(because),
  };
  const watch = await around.source.watch(runId, watcher);
  if (watch === undefined) return yield* watchSealed(around, runId, after, runOnly);
  let last = after;
  try {
    if (after > 0 && after < watch.from) {
      const missing = await fromFeed(around, runId, after);
      for (const { sequence, event } of missing) if (!runOnly || isAboutRun(event)) yield missed(sequence, event);
      last = missing.at(-1)?.sequence ?? after;
      // It has been sealed meanwhile: the archive has what the feed has dropped.
      if (last < watch.from) return yield* watchSealed(around, runId, last, runOnly);
    }
    for await (const item of unread.read(options.signal)) {
      if (item.type === "event" && item.sequence <= last) continue;
      last = sequenceOf(item) ?? last;
      yield item;
    }
  } finally {
    watch.leave();
  }
  if (unread.isAbandoned && !options.signal.aborted) yield* goOn(around, runId, last, runOnly);
}

/** After the end of an actor that had more to tell. */
async function* goOn(
  around: WatchSurroundings,
  runId: string,
  last: number,
  runOnly: boolean,
): AsyncGenerator<WatchItem> {
  // Refused if this coordinator leads no more, or if the run is quarantined; else the run is live again, or sealed.
  const isLive = (await around.source.read(runId, () => true)) ?? false;
  if (!isLive) return yield* watchSealed(around, runId, last, runOnly);
  throw new TroupeError(
    `Run ${runId} was restarted from the store after a failure. Resume the watch after sequence number ${last}.`,
    { code: "RUN_RESTARTED", reaction: "retry", details: { runId, sequence: String(last) } },
  );
}

/** The events after `after` that the feed has, without a gap: it may be dropping the run at this moment. */
async function fromFeed(
  { source, feed }: WatchSurroundings,
  runId: string,
  after: number,
): Promise<readonly { readonly sequence: number; readonly event: RunEvent }[]> {
  await source.caughtUp();
  const found: { sequence: number; event: RunEvent }[] = [];
  let next = after + 1;
  for (const { first, events } of await feed.readRun(runId, after)) {
    if (first > next) break;
    for (const [index, event] of events.entries()) {
      if (first + index !== next) continue;
      found.push({ sequence: next, event });
      next += 1;
    }
  }
  return found;
}

function sequenceOf(item: WatchItem): number | undefined {
  if (item.type === "snapshot") return item.run.header.sequence;
  return item.type === "event" ? item.sequence : undefined;
}

async function* watchSealed(
  around: WatchSurroundings,
  runId: string,
  after: number,
  runOnly: boolean,
): AsyncGenerator<WatchItem> {
  const run = await around.sealed.get(runId);
  if (run === undefined) throw await absentRun(around.catalog, runId);
  if (after === 0) {
    const tasks = runOnly ? [] : [...viewTasks(run.state, new Map())];
    return yield { type: "snapshot", run: viewRun(run.state, around.traceId(run.state)), tasks };
  }
  const events = await around.sealed.events(run);
  for (const [index, event] of events.entries())
    if (index >= after && (!runOnly || isAboutRun(event))) yield missed(index + 1, event);
}

function missed(sequence: number, event: RunEvent): WatchItem {
  return { type: "event", sequence, event, task: null, run: null };
}

/** What a watcher has not read yet, with a limit: a reader that sleeps must not fill the memory. */
class Unread {
  readonly #bell = new Bell();
  #items: WatchItem[] = [];
  #ended: "over" | "gone" | "overrun" | undefined;

  take(item: WatchItem): void {
    if (this.#ended !== undefined) return;
    this.#items.push(item);
    if (this.#items.length > maxUnread) {
      this.#items = [];
      this.#ended = "overrun";
    }
    this.#bell.ring();
  }

  end(because: "over" | "gone"): void {
    this.#ended ??= because;
    this.#bell.ring();
  }

  get isAbandoned(): boolean {
    return this.#ended === "gone";
  }

  async *read(signal: AbortSignal): AsyncGenerator<WatchItem> {
    while (!signal.aborted) {
      const items = this.#items;
      this.#items = [];
      yield* items;
      if (items.length > 0) continue;
      if (this.#ended === "overrun") throw tooSlow();
      if (this.#ended !== undefined) return;
      await this.#bell.wait(signal);
    }
  }
}

function tooSlow(): TroupeError {
  return new TroupeError(
    `The watcher read too slowly: more than ${maxUnread} events waited. Resume after the last sequence number that you have.`,
    { code: "OVERLOADED", reaction: "retry" },
  );
}
