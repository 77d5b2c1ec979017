/**
 * Keeps a catalog up to date with the feed, on the leader and on every other coordinator. What the feed tells goes
 * straight into the catalog while nothing is missing between the two; else the catalog reads the feed from where it is.
 */
import { TroupeError } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { EventFeed, FeedPosition, PositionedEntry } from "../ports/event-feed.ts";
import { restoreCatalog, restoreMissed } from "../sealing/restore-catalog.ts";

export interface CatalogFollowerOptions {
  readonly feed: EventFeed;
  readonly catalog: Catalog;
  readonly clock: Clock;
  /**
   * Where the runs are that somebody else sealed, and the feed dropped, while this catalog was behind. Needless where
   * only its own process seals: that waits for the catalog.
   */
  readonly archive?: Archive;
  onTrouble?(error: unknown): void;
}

/** Entries that may wait for the catalog; beyond that it reads them from the feed when it can. */
const maxWaiting = 10_000;
const pageSize = 500;
/** After which a catalog or a feed that failed is tried again. */
const retryMs = 500;

export class CatalogFollower {
  readonly #options: CatalogFollowerOptions;
  readonly #unsubscribe: () => void;
  #waiting: PositionedEntry[] = [];
  /** What waited was let go: the feed has it. */
  #overflowed = false;
  /** The feed of which the catalog has all that was told before what waits; undefined if it may lack something. */
  #current: string | undefined;
  /** The end of the line of those who bring it up to date. */
  #line: Promise<void> = Promise.resolve();
  /** Somebody stands in line and has not taken what waits yet. */
  #next: Promise<void> | undefined;
  #retry: Timer | undefined;
  #missedRestoredFor: string | undefined;

  /** Follows from now on; `caughtUp` brings it where the feed is. */
  constructor(options: CatalogFollowerOptions) {
    this.#options = options;
    this.#unsubscribe = options.feed.subscribe((entries) => this.#told(entries));
  }

  /** Resolves when the catalog has all that the feed has told until now; rejects if one of them does not answer. */
  caughtUp(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    const next = this.#line.then(() => {
      this.#next = undefined;
      return this.#bringUpToDate();
    });
    this.#next = next;
    this.#line = next.catch(() => {});
    return next;
  }

  /** Follows no more. Answers when nothing of it writes to the catalog any longer. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#retry?.cancel();
    await this.#line;
    this.#retry?.cancel();
  }

  #told(entries: readonly PositionedEntry[]): void {
    // None: something may have been missed, runs that were sealed meanwhile too.
    if (entries.length === 0) this.#missedRestoredFor = undefined;
    if (entries.length === 0 || this.#waiting.length + entries.length > maxWaiting) {
      this.#waiting = [];
      this.#overflowed = true;
    } else this.#waiting.push(...entries);
    this.#hurry();
  }

  /** Nobody waits for it, so a failure is tried again from here. */
  #hurry(): void {
    if (this.#next !== undefined) return;
    this.caughtUp().catch((error) => {
      this.#options.onTrouble?.(error);
      this.#retry?.cancel();
      this.#retry = this.#options.clock.after(retryMs, () => this.#hurry());
    });
  }

  async #bringUpToDate(): Promise<void> {
    const entries = this.#waiting.splice(0);
    const feed = this.#overflowed ? undefined : this.#current;
    this.#overflowed = false;
    // SAFETY: never past what it did not take: its position would say that it has it.
    this.#current = undefined;
    if (feed !== undefined && entries.every((entry) => entry.feed === feed)) {
      if (entries.length > 0) await this.#options.catalog.index(entries);
      this.#current = feed;
    } else await this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    const { feed, catalog, archive } = this.#options;
    if (archive !== undefined) await restoreCatalog(catalog, archive);
    let seen = await catalog.position();
    for (;;) {
      const entries = await feed.readAll(seen, pageSize);
      const last = entries.at(-1);
      if (last === undefined) break;
      await catalog.index(entries);
      seen = await catalog.position();
      if (seen === null || !isSame(seen, last)) throw stuck();
    }
    await this.#restoreMissed(seen);
    // A feed that is empty has no name yet: what it tells first is read from it.
    this.#current = seen?.feed;
  }

  /** Once for each feed and break: who follows without one sees every run before the feed drops it. */
  async #restoreMissed(seen: FeedPosition | null): Promise<void> {
    const { archive, catalog } = this.#options;
    const feed = seen?.feed ?? "";
    if (archive === undefined || this.#missedRestoredFor === feed) return;
    await restoreMissed(catalog, archive);
    this.#missedRestoredFor = feed;
  }
}

function isSame(one: FeedPosition, other: FeedPosition): boolean {
  return one.feed === other.feed && one.position === other.position;
}

function stuck(): TroupeError {
  return new TroupeError("The catalog does not take what the feed has.", { code: "CATALOG_STUCK", reaction: "fatal" });
}
