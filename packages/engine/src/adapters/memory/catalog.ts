/** The catalog as a map. */
import { parentOf } from "@troupe/core";
import {
  type ArtifactLink,
  type ArtifactQuery,
  type Catalog,
  type CatalogArtifact,
  type CatalogRun,
  type RecentRuns,
  type RemovalNote,
  type RunQuery,
  removalsKeptMs,
} from "../../ports/catalog.ts";
import type { FeedEntry, FeedPosition, PositionedEntry } from "../../ports/event-feed.ts";
import { comparePlaces } from "../artifact-links.ts";
import { followRun, isSeen, runUpdate, unseenArtifacts } from "../project-run.ts";
import { failingOf, isBegun, shownBars } from "../recent-runs.ts";
import { SortedKeys } from "./sorted-keys.ts";

export class MemoryCatalog implements Catalog {
  readonly #runs = new Map<string, CatalogRun>();
  readonly #order = new SortedKeys();
  /** By run, and place. */
  readonly #artifacts = new Map<string, Map<string, ArtifactLink>>();
  /** By run id, when. */
  readonly #removed = new Map<string, number>();
  #lastRemoval: string | null = null;
  #position: FeedPosition | null = null;

  async index(entries: readonly PositionedEntry[]): Promise<void> {
    for (const entry of entries) {
      if (isSeen(entry, this.#position)) continue;
      this.#take(entry);
      this.#position = { feed: entry.feed, position: entry.position };
    }
  }

  async restore(entries: readonly FeedEntry[]): Promise<void> {
    for (const entry of entries) this.#take(entry);
  }

  async position(): Promise<FeedPosition | null> {
    return this.#position;
  }

  async runs(query: RunQuery): Promise<readonly CatalogRun[]> {
    return this.#newest((run) => matches(run, query), query.limit);
  }

  async run(runId: string): Promise<CatalogRun | undefined> {
    return this.#runs.get(runId);
  }

  async recent(pipelines: readonly string[]): Promise<readonly RecentRuns[]> {
    return pipelines.map((pipeline) => {
      const runs = this.#newest((run) => run.pipeline === pipeline, Number.POSITIVE_INFINITY);
      const bars = runs.slice(0, shownBars).map(({ runId, status, createdAt, endedAt }) => ({
        ...{ runId, status, createdAt, endedAt },
      }));
      return {
        ...{ pipeline, bars },
        failing: this.#runs.get(failingOf(bars)?.runId ?? "") ?? null,
        live: runs.filter(({ status }) => isBegun(status)).length,
        held: runs.filter(({ status }) => status === "waiting").length,
      };
    });
  }

  async latestSucceeded(pipeline: string): Promise<CatalogRun | undefined> {
    return this.#newest((run) => run.pipeline === pipeline && run.status === "succeeded", 1)[0];
  }

  async artifacts({ digest, runId, roles, after, limit }: ArtifactQuery): Promise<readonly CatalogArtifact[]> {
    const found: CatalogArtifact[] = [];
    for (const run of this.#newest((each) => runId === undefined || each.runId === runId, Number.POSITIVE_INFINITY)) {
      const { pipeline, version, params } = run;
      const links = [...(this.#artifacts.get(run.runId)?.values() ?? [])];
      for (const link of links.toSorted(comparePlaces)) {
        if (found.length >= limit) return found;
        if (digest !== undefined && link.digest !== digest) continue;
        if (roles !== undefined && !roles.includes(link.role)) continue;
        if (after !== undefined && !isBehind(link, after)) continue;
        if (!isHandedOn(link, links)) found.push({ ...link, pipeline, version, params });
      }
    }
    return found;
  }

  async remove({ name, at, runIds }: RemovalNote): Promise<void> {
    if (this.#lastRemoval !== null && name <= this.#lastRemoval) return;
    this.#lastRemoval = name;
    for (const runId of runIds) {
      this.#runs.delete(runId);
      this.#artifacts.delete(runId);
      this.#order.delete(runId);
      this.#removed.set(runId, at);
    }
    for (const [runId, when] of this.#removed) if (when < at - removalsKeptMs) this.#removed.delete(runId);
  }

  async lastRemoval(): Promise<string | null> {
    return this.#lastRemoval;
  }

  async removedAt(runId: string): Promise<number | undefined> {
    return this.#removed.get(runId);
  }

  async close(): Promise<void> {}

  #take(entry: FeedEntry): void {
    if (this.#removed.has(entry.runId)) return;
    const known = this.#runs.get(entry.runId);
    const update = runUpdate(entry);
    const followed = followRun(known, update);
    if (followed === undefined) return;
    const links = this.#artifacts.get(entry.runId) ?? new Map<string, ArtifactLink>();
    for (const link of unseenArtifacts(known, update))
      links.set(JSON.stringify([link.task, link.role, link.path]), link);
    this.#artifacts.set(entry.runId, links);
    this.#runs.set(entry.runId, followed);
    this.#order.add(entry.runId);
  }

  #newest(isMeant: (run: CatalogRun) => boolean, limit: number): readonly CatalogRun[] {
    const found: CatalogRun[] = [];
    for (const runId of this.#order.list("").toReversed()) {
      if (found.length >= limit) break;
      const run = this.#runs.get(runId);
      if (run !== undefined && isMeant(run)) found.push(run);
    }
    return found;
  }
}

function isBehind(link: ArtifactLink, after: NonNullable<ArtifactQuery["after"]>): boolean {
  return link.runId === after.runId ? comparePlaces(link, after) > 0 : link.runId < after.runId;
}

function isHandedOn(link: ArtifactLink, ofRun: readonly ArtifactLink[]): boolean {
  const { task, digest } = link;
  return (
    link.role === "made" && ofRun.some((each) => each.role === "used" && each.task === task && each.digest === digest)
  );
}

function matches(run: CatalogRun, query: RunQuery): boolean {
  if (query.pipeline !== undefined && run.pipeline !== query.pipeline) return false;
  if (query.statuses !== undefined && !query.statuses.includes(run.status)) return false;
  if (query.about !== undefined && !isAbout(run, query.about)) return false;
  if (query.cause !== undefined && run.cause.kind !== query.cause) return false;
  if (query.parent !== undefined && parentOf(run.cause) !== query.parent) return false;
  if (query.dataset !== undefined && run.datasets[query.dataset] === undefined) return false;
  if (query.ids !== undefined && !query.ids.includes(run.runId)) return false;
  return query.before === undefined || run.runId < query.before;
}

function isAbout({ interval }: CatalogRun, { from, to }: NonNullable<RunQuery["about"]>): boolean {
  return interval !== null && interval.start >= from && interval.start < to;
}
