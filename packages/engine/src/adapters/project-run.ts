/** How a run's events become its line in the catalog: the one projection that every catalog shares. */
import type { Failure, RunEvent } from "@troupe/core";
import type { CatalogRun } from "../ports/catalog.ts";
import type { FeedEntry, FeedPosition, PositionedEntry } from "../ports/event-feed.ts";

/** What of an entry matters to the catalog: light enough to hand to another thread. */
export interface RunUpdate {
  readonly runId: string;
  /** Sequence number of the entry's last event. */
  readonly last: number;
  readonly facts: readonly CatalogFact[];
}

export interface CatalogUpdate extends RunUpdate, FeedPosition {}

export interface CatalogFact {
  readonly sequence: number;
  readonly event: RunEvent;
}

/** A line of the catalog with how far it has been followed. */
export interface FollowedRun {
  readonly run: CatalogRun;
  /** Of the last event that was taken over: an event that comes back at a new position changes nothing. */
  readonly sequence: number;
}

export function catalogUpdate(entry: PositionedEntry): CatalogUpdate {
  return { ...runUpdate(entry), feed: entry.feed, position: entry.position };
}

export function runUpdate({ runId, first, events }: FeedEntry): RunUpdate {
  const facts = events.flatMap((event, index) => {
    const light = lighten(event);
    return light === undefined ? [] : [{ sequence: first + index, event: light }];
  });
  return { runId, last: first + events.length - 1, facts };
}

/** Whether a catalog that has seen everything up to `seen` has seen what stands here. */
export function isSeen(here: FeedPosition, seen: FeedPosition | null): boolean {
  return here.feed === seen?.feed && here.position <= seen.position;
}

/** Undefined while the run's beginning is unknown: events without their `RunCreated` cannot be shown. */
export function followRun(known: FollowedRun | undefined, update: RunUpdate): FollowedRun | undefined {
  const unseen = update.facts.filter(({ sequence }) => sequence > (known?.sequence ?? 0));
  const run = unseen.reduce((line: CatalogRun | undefined, { event }) => projectEvent(line, event), known?.run);
  return run === undefined ? undefined : { run, sequence: Math.max(known?.sequence ?? 0, update.last) };
}

/** The event without its large values; undefined if it does not show in the catalog. */
function lighten(event: RunEvent): RunEvent | undefined {
  switch (event.type) {
    case "RunCreated":
      return { ...event, params: {}, uses: {} };
    case "RunSucceeded":
      return { ...event, outputs: null };
    case "RunCancelRequested":
    case "RunFailed":
    case "RunCancelled":
    case "RunTimedOut":
      return event;
    default:
      return undefined;
  }
}

function projectEvent(run: CatalogRun | undefined, event: RunEvent): CatalogRun | undefined {
  if (event.type === "RunCreated") return created(event);
  if (run === undefined) return undefined;
  switch (event.type) {
    case "RunCancelRequested":
      return { ...run, status: "cancelling" };
    case "RunSucceeded":
      return { ...run, status: "succeeded", endedAt: event.at };
    case "RunFailed":
      return { ...run, status: "failed", endedAt: event.at, failure: describeFailure(event.task, event.failure) };
    case "RunCancelled":
      return { ...run, status: "cancelled", endedAt: event.at, failure: event.reason };
    case "RunTimedOut":
      return { ...run, status: "timed-out", endedAt: event.at, failure: `timed out after ${event.timeoutMs} ms` };
    default:
      return run;
  }
}

function created(event: RunEvent & { readonly type: "RunCreated" }): CatalogRun {
  const { runId, pipeline, version, at } = event;
  return { runId, pipeline, version, status: "running", createdAt: at, endedAt: null, failure: null };
}

function describeFailure(task: string | null, failure: Failure): string {
  return task === null ? failure.message : `${task}: ${failure.message}`;
}
