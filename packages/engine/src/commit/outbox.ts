/**
 * Carries what was committed from the store to the feed, to those who observe, and to the catalog. An event stays in the
 * store until the feed has it, so that none is ever only in memory.
 */
import { TroupeError } from "@troupe/core";
import { decode } from "../codec.ts";
import { failpoint } from "../failpoint.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { EventFeed, FeedEntry, PositionedEntry } from "../ports/event-feed.ts";
import type { RunObserver } from "../ports/run-observer.ts";
import type { StateStore } from "../ports/state-store.ts";
import { outboxPrefix } from "../records/keys.ts";

export interface OutboxOptions {
  readonly feed: EventFeed;
  readonly catalog: Catalog;
  readonly observers: readonly RunObserver[];
  readonly clock: Clock;
  /** Takes the keys whose entries the feed has. */
  forget(keys: readonly string[]): void;
  onTrouble?(error: unknown): void;
}

/** An append costs as much as a commit, however much it takes in, and whoever cannot wait says so. */
const gatherMs = 20;

interface Parcel {
  readonly key: string;
  readonly entries: readonly FeedEntry[];
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #unsubscribe: () => void;
  #parcels: Parcel[] = [];
  #working = false;
  #stopped = false;
  #indexing: Promise<void> = Promise.resolve();
  #waiters: (() => void)[] = [];
  /** Ends the gathering. */
  #hurry: () => void = () => {};
  #retry: Timer | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#unsubscribe = options.feed.subscribe((entries) => this.#index(entries));
  }

  /** What an earlier term left behind: first into the feed, then the catalog catches up with the feed. */
  async recover(store: StateStore): Promise<void> {
    for (let after: string | undefined; ; ) {
      const page = await store.scan(outboxPrefix, after === undefined ? { limit: 500 } : { after, limit: 500 });
      for (const { key, value } of page) {
        const entries = decode(value) as FeedEntry[];
        await this.#options.feed.append(entries);
        this.#observe(entries);
        this.#options.forget([key]);
      }
      after = page.at(-1)?.key;
      if (after === undefined) break;
    }
    await this.#catchUp();
  }

  post(key: string, entries: readonly FeedEntry[]): void {
    this.#parcels.push({ key, entries });
    this.#observe(entries);
    if (!this.#working) void this.#work();
  }

  /** Resolves when everything posted so far can be found in the catalog. */
  async caughtUp(): Promise<void> {
    if (this.#working) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiters.push(resolve);
      this.#hurry();
      await promise;
    }
    await this.#indexing;
  }

  async stop(): Promise<void> {
    await this.caughtUp();
    this.#stopped = true;
    this.#retry?.cancel();
    this.#unsubscribe();
  }

  #observe(entries: readonly FeedEntry[]): void {
    for (const observer of this.#options.observers) for (const entry of entries) observer.committed(entry);
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#parcels.length > 0) {
      if (this.#waiters.length === 0) await this.#gather();
      const parcels = this.#parcels;
      this.#parcels = [];
      try {
        failpoint("feed-before-append");
        await this.#options.feed.append(parcels.flatMap(({ entries }) => entries));
        failpoint("feed-appended");
        this.#options.forget(parcels.map(({ key }) => key));
      } catch (error) {
        this.#options.onTrouble?.(error);
        this.#parcels = [...parcels, ...this.#parcels];
        await this.#pause();
      }
      for (const tell of this.#waiters.splice(0)) tell();
      if (this.#stopped) return;
    }
    this.#working = false;
  }

  #gather(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(gatherMs, resolve);
    this.#hurry = () => {
      timer.cancel();
      resolve();
    };
    return promise;
  }

  #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#retry = this.#options.clock.after(500, resolve);
    return promise;
  }

  #index(entries: readonly PositionedEntry[]): void {
    this.#indexing = this.#indexing
      .then(() => this.#options.catalog.index(entries))
      .catch((error) => this.#options.onTrouble?.(error));
  }

  async #catchUp(): Promise<void> {
    await this.#indexing;
    for (;;) {
      const entries = await this.#options.feed.readAll(await this.#options.catalog.position(), 500);
      if (entries.length === 0) return;
      await this.#options.catalog.index(entries);
      if ((await this.#options.catalog.position()) < (entries.at(-1)?.position ?? 0)) {
        throw new TroupeError("The catalog does not take what the feed has.", {
          code: "CATALOG_STUCK",
          reaction: "fatal",
        });
      }
    }
  }
}
