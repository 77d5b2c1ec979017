/**
 * Carries what was committed from the store to the feed, and to those who observe. An event stays in the
 * store until the feed has it, so that none is ever only in memory.
 */
import { decode } from "../codec.ts";
import { failpoint } from "../failpoint.ts";
import { notLeader } from "../not-leader.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventFeed, FeedEntry } from "../ports/event-feed.ts";
import type { RunObserver } from "../ports/run-observer.ts";
import type { StateStore } from "../ports/state-store.ts";
import { outboxPrefix } from "../records/keys.ts";
import { scanAll } from "../records/scan-all.ts";
import type { CatalogFollower } from "./catalog-follower.ts";

export interface OutboxOptions {
  readonly feed: EventFeed;
  readonly follower: CatalogFollower;
  readonly observers: readonly RunObserver[];
  readonly clock: Clock;
  /**
   * How long what was posted waits for company, unless somebody waits for it: an append costs as much as a commit,
   * however much it takes in. Default: 50 ms.
   */
  readonly gatherMs?: number;
  /** Takes the keys whose entries the feed has. */
  forget(keys: readonly string[]): void;
  onTrouble?(error: unknown): void;
}

/** After which a feed that did not answer is tried again. */
const retryMs = 500;

interface Parcel {
  readonly key: string;
  readonly entries: readonly FeedEntry[];
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  #parcels: Parcel[] = [];
  #working = false;
  /** Nothing is carried before that: what an earlier term left comes first, and taking over comes before all of it. */
  #begun = false;
  #stopped = false;
  #waiters: Waiter[] = [];
  /** Ends the gathering, or the pause after a failure. */
  #hurry: () => void = () => {};

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * What an earlier term left behind, before anything of this one. Nobody waits until the feed has it: a feed that is slow,
   * or away, keeps nobody from leading.
   */
  async recover(store: StateStore): Promise<void> {
    for await (const { key, value } of scanAll(store, outboxPrefix)) this.post(key, decode(value) as FeedEntry[]);
  }

  /** Carries what was posted, and what is posted from now on. */
  begin(): void {
    this.#begun = true;
    this.#carry();
    // For those who have come before.
    if (!this.#working) this.#settle();
  }

  post(key: string, entries: readonly FeedEntry[]): void {
    this.#observe(entries);
    if (this.#stopped) return;
    this.#parcels.push({ key, entries });
    this.#carry();
  }

  /**
   * Resolves when everything posted so far can be found in the feed and in the catalog; rejects if one of them did not
   * take it. SAFETY: a run is sealed, and then forgotten by the feed, on the strength of this.
   */
  async caughtUp(): Promise<void> {
    if (this.#working || !(this.#begun || this.#stopped)) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.#waiters.push({ resolve, reject });
      this.#hurry();
      await promise;
    }
    await this.#options.follower.caughtUp();
  }

  /** What the feed does not take now stays in the store, for the next term. */
  async stop(): Promise<void> {
    if (this.#begun && !this.#stopped) await this.caughtUp().catch((error) => this.#options.onTrouble?.(error));
    this.leave();
  }

  /** All that the feed has not taken is the next term's: at once. */
  leave(): void {
    this.#stopped = true;
    this.#hurry();
    if (!this.#working) this.#settle();
  }

  #carry(): void {
    if (this.#begun && !this.#working && this.#parcels.length > 0) void this.#work();
  }

  #observe(entries: readonly FeedEntry[]): void {
    for (const observer of this.#options.observers) for (const entry of entries) observer.committed(entry);
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#parcels.length > 0 && !this.#stopped) {
      if (this.#waiters.length === 0) await this.#pause(this.#options.gatherMs ?? 50);
      const parcels = this.#parcels.splice(0);
      // Only those who wait for these: who comes while they are on their way may wait for later ones.
      const waiters = this.#waiters.splice(0);
      try {
        failpoint("feed-before-append");
        await this.#options.feed.append(parcels.flatMap(({ entries }) => entries));
        failpoint("feed-appended");
        this.#options.forget(parcels.map(({ key }) => key));
        for (const { resolve } of waiters) resolve();
      } catch (error) {
        this.#options.onTrouble?.(error);
        this.#parcels = [...parcels, ...this.#parcels];
        for (const { reject } of waiters) reject(error);
        if (!this.#stopped) await this.#pause(retryMs);
      }
    }
    this.#working = false;
    this.#settle();
  }

  #settle(): void {
    const waiters = this.#waiters.splice(0);
    if (this.#parcels.length === 0) for (const { resolve } of waiters) resolve();
    else for (const { reject } of waiters) reject(notLeader());
  }

  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(ms, resolve);
    this.#hurry = () => {
      timer.cancel();
      resolve();
    };
    return promise;
  }
}
