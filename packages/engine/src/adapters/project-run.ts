/** How a run's events become its line in the catalog: the one projection that every catalog shares. */
import { type DatasetRead, type Failure, madeByHand, type RunCreated, type RunEnd, type RunEvent } from "@troupe/core";
import { canonicalJson } from "../canonical-json.ts";
import type { ArtifactLink, CatalogRun } from "../ports/catalog.ts";
import type { FeedEntry, FeedPosition, PositionedEntry } from "../ports/event-feed.ts";
import { artifactLinks } from "./artifact-links.ts";

/** What of an entry matters to the catalog: light enough to hand to another thread. */
export interface RunUpdate {
  readonly runId: string;
  /** Sequence number of the entry's last event. */
  readonly last: number;
  readonly facts: readonly CatalogFact[];
  readonly artifacts: readonly SequencedLink[];
}

/** With the number of the event that says so. */
export interface SequencedLink extends ArtifactLink {
  readonly sequence: number;
}

export interface CatalogUpdate extends RunUpdate, FeedPosition {}

export interface CatalogFact {
  readonly sequence: number;
  readonly event: RunEvent;
  /** Of `RunCreated`, which comes without them: as the catalog shows them. */
  readonly params: string | null;
}

/** A list shows what tells runs apart, not what they carry. */
const paramsLimit = 4096;

export function catalogUpdate(entry: PositionedEntry): CatalogUpdate {
  return { ...runUpdate(entry), feed: entry.feed, position: entry.position };
}

export function runUpdate({ runId, first, events }: FeedEntry): RunUpdate {
  const facts = events.flatMap((event, index) => {
    const light = lighten(event);
    return light === undefined ? [] : [{ sequence: first + index, event: light, params: paramsOf(event) }];
  });
  const artifacts = events.flatMap((event, index) =>
    artifactLinks(runId, event).map((link) => ({ ...link, sequence: first + index })),
  );
  return { runId, last: first + events.length - 1, facts, artifacts };
}

/** Whether a catalog that has seen everything up to `seen` has seen what stands here. */
export function isSeen(here: FeedPosition, seen: FeedPosition | null): boolean {
  return here.feed === seen?.feed && here.position <= seen.position;
}

/** Undefined while the run's beginning is unknown: events without their `RunCreated` cannot be shown. */
export function followRun(known: CatalogRun | undefined, update: RunUpdate): CatalogRun | undefined {
  const unseen = update.facts.filter(({ sequence }) => sequence > (known?.sequence ?? 0));
  const run = unseen.reduce(projectEvent, known);
  return run === undefined ? undefined : { ...run, sequence: Math.max(run.sequence, update.last) };
}

/** What is said of artifacts that the catalog has not seen; `known`: the run before the update. */
export function unseenArtifacts(known: CatalogRun | undefined, update: RunUpdate): readonly ArtifactLink[] {
  return update.artifacts
    .filter(({ sequence }) => sequence > (known?.sequence ?? 0))
    .map(({ sequence: _, ...link }) => link);
}

/** The event without its large values; undefined if it does not show in the catalog. */
function lighten(event: RunEvent): RunEvent | undefined {
  switch (event.type) {
    case "RunCreated":
      return { ...event, params: {}, uses: {}, datasets: withoutValues(event.datasets) };
    case "RunSucceeded":
      return { ...event, outputs: null };
    case "RunReleased":
    case "RunCancelRequested":
    case "RunFinalizing":
    case "RunFailed":
    case "RunCancelled":
    case "RunTimedOut":
      return event;
    default:
      return undefined;
  }
}

function paramsOf(event: RunEvent): string | null {
  if (event.type !== "RunCreated") return null;
  const text = canonicalJson(event.params);
  return text.length > paramsLimit ? null : text;
}

function projectEvent(run: CatalogRun | undefined, { event, params }: CatalogFact): CatalogRun | undefined {
  if (event.type === "RunCreated") return created(event, params);
  if (run === undefined) return undefined;
  switch (event.type) {
    case "RunReleased":
      return { ...run, status: "running" };
    case "RunCancelRequested":
      return { ...run, status: "cancelling" };
    case "RunFinalizing":
      return { ...run, status: "finalizing" };
    case "RunSucceeded":
      return { ...run, ...ended(event), status: "succeeded" };
    case "RunFailed":
      return { ...run, ...ended(event), status: "failed", ...describeFailure(event.task, event.failure) };
    case "RunCancelled":
      return { ...run, ...ended(event), status: "cancelled", failure: event.reason };
    case "RunTimedOut":
      return { ...run, ...ended(event), status: "timed-out", failure: `timed out after ${event.timeoutMs} ms` };
    default:
      return run;
  }
}

function created(event: RunEvent & { readonly type: "RunCreated" }, params: string | null): CatalogRun {
  const { runId, pipeline, version, requestId, cause = madeByHand, interval = null, at } = event;
  const status = event.held === undefined ? "running" : "waiting";
  const begun = {
    status,
    createdAt: at,
    endedAt: null,
    failure: null,
    failed: null,
    tasks: null,
    sequence: 1,
  } as const;
  const datasets = Object.fromEntries(
    Object.entries(event.datasets ?? {}).map(([name, { revision }]) => [name, revision]),
  );
  return { runId, pipeline, version, params, requestId, cause, interval, datasets, ...begun };
}

function withoutValues(datasets: RunCreated["datasets"] = {}): Readonly<Record<string, DatasetRead>> {
  return Object.fromEntries(Object.entries(datasets).map(([name, { revision }]) => [name, { revision }]));
}

function ended({ at, tasks }: { readonly at: number } & RunEnd): Pick<CatalogRun, "endedAt" | "tasks"> {
  return { endedAt: at, tasks: tasks ?? null };
}

function describeFailure(
  task: string | null,
  { message, exitClass, code }: Failure,
): Pick<CatalogRun, "failure" | "failed"> {
  return { failure: task === null ? message : `${task}: ${message}`, failed: { task, exitClass, code } };
}
