/** A run as a stream: its snapshot and then its events, or the events that a watcher missed and then the new ones. */
import { type RunEvent, type RunState, TroupeError } from "@troupe/core";
import type { Outbox } from "../commit/outbox.ts";
import type { WatchItem, WatchOptions } from "../engine.ts";
import type { EventFeed } from "../ports/event-feed.ts";
import { runNotFound, type SealedRun, type SealedRuns } from "../sealing/sealed-runs.ts";
import { Bell } from "../telemetry/bell.ts";
import type { RunRegistry } from "./run-registry.ts";
import { viewRun, viewTasks } from "./run-view.ts";
import { isAboutRun } from "./watchers.ts";

interface WatchSurroundings {
  readonly registry: RunRegistry;
  readonly feed: EventFeed;
  readonly outbox: Outbox;
  readonly sealed: SealedRuns;
  sealedRun(runId: string): Promise<SealedRun | undefined>;
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
  const watcher = {
    after,
    runOnly,
    take: (item: WatchItem) => unread.take(item),
    end: (error?: unknown) => unread.end(error),
  };
  const leave = await around.registry.ask<() => void>(runId, (reply) => ({
    type: "Watch",
    watcher,
    reply,
    reject: reply.reject,
  }));
  if (leave === undefined) return yield* watchSealed(around, runId, after, runOnly);
  try {
    let last = after;
    if (after > 0) {
      await around.outbox.caughtUp();
      const entries = await around.feed.readRun(runId, after);
      // Nothing is new, or the run has been sealed meanwhile: then the archive has what the feed has dropped.
      if (entries.length === 0 && (await around.sealedRun(runId)) !== undefined)
        return yield* watchSealed(around, runId, after, runOnly);
      for (const entry of entries) {
        for (const item of missed(entry.first, entry.events, after, runOnly)) {
          last = item.sequence;
          yield item;
        }
      }
    }
    for await (const item of unread.read(options.signal)) if (item.type !== "event" || item.sequence > last) yield item;
  } finally {
    leave();
  }
}

async function* watchSealed(
  around: WatchSurroundings,
  runId: string,
  after: number,
  runOnly: boolean,
): AsyncGenerator<WatchItem> {
  const run = await around.sealedRun(runId);
  if (run === undefined) throw runNotFound(runId);
  if (after > 0) yield* missed(1, (await around.sealed.events(run)) as RunEvent[], after, runOnly);
  else
    yield {
      type: "snapshot",
      run: viewRun(run.state, around.traceId(run.state)),
      tasks: runOnly ? [] : [...viewTasks(run.state, new Map())],
    };
}

function* missed(
  first: number,
  events: readonly RunEvent[],
  after: number,
  runOnly: boolean,
): Generator<Extract<WatchItem, { type: "event" }>> {
  for (const [index, event] of events.entries()) {
    const sequence = first + index;
    if (sequence > after && (!runOnly || isAboutRun(event)))
      yield { type: "event", sequence, event, task: null, run: null };
  }
}

/** What a watcher has not read yet, with a limit: a reader that sleeps must not fill the memory. */
class Unread {
  readonly #bell = new Bell();
  #items: WatchItem[] = [];
  #ended = false;
  #error: unknown;

  take(item: WatchItem): void {
    if (this.#ended) return;
    this.#items.push(item);
    if (this.#items.length > maxUnread) {
      this.#items = [];
      this.end(
        new TroupeError(
          `The watcher read too slowly: more than ${maxUnread} events waited. Resume after the last sequence number that you have.`,
          { code: "OVERLOADED", reaction: "retry" },
        ),
      );
    }
    this.#bell.ring();
  }

  end(error?: unknown): void {
    this.#ended = true;
    this.#error ??= error;
    this.#bell.ring();
  }

  async *read(signal: AbortSignal): AsyncGenerator<WatchItem> {
    while (!signal.aborted) {
      const items = this.#items;
      this.#items = [];
      yield* items;
      if (items.length > 0) continue;
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return;
      await this.#bell.wait(signal);
    }
  }
}
