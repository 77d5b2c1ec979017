/** The way of one coordinator to the feed that all share: it takes time, fails, and loses answers. Nothing reaches the dead. */
import { TroupeError } from "@troupe/core";
import type { EventFeed, FeedEntry, FeedPosition, PositionedEntry } from "@troupe/engine";
import type { Luck } from "../cluster/unreliable-store.ts";
import type { Network, Node } from "./network.ts";

export class FeedClient implements EventFeed {
  readonly #feed: EventFeed;
  readonly #network: Network;
  readonly #node: Node;
  readonly #luck: Luck;
  readonly #fails: () => boolean;

  constructor(feed: EventFeed, network: Network, node: Node, luck: Luck, fails: () => boolean) {
    this.#feed = feed;
    this.#network = network;
    this.#node = node;
    this.#luck = luck;
    this.#fails = fails;
  }

  /** Of those that fail, half were taken all the same. */
  append(entries: readonly FeedEntry[]): Promise<void> {
    const fails = this.#fails();
    const isTaken = !fails || this.#luck.random() < 0.5;
    return this.#call(async () => {
      if (isTaken) await this.#feed.append(entries);
      if (fails) throw unanswered();
    });
  }

  readRun(runId: string, after: number, limit?: number): Promise<readonly FeedEntry[]> {
    return this.#call(() => this.#feed.readRun(runId, after, limit));
  }

  readAll(after: FeedPosition | null, limit: number): Promise<readonly PositionedEntry[]> {
    return this.#call(() => this.#feed.readAll(after, limit));
  }

  subscribe(onEntries: (entries: readonly PositionedEntry[]) => void): () => void {
    // In order, whatever the network does: a consumer of a stream asks for what is missing.
    let last = 0;
    return this.#feed.subscribe((entries) => {
      const now = this.#network.clock.monotonic();
      last = Math.max(last, now + this.#network.delay());
      this.#network.clock.after(last - now, () => this.#node.clock.run(() => onEntries(entries)));
    });
  }

  dropRun(runId: string): Promise<void> {
    return this.#call(() => this.#feed.dropRun(runId));
  }

  async close(): Promise<void> {}

  #call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const back = (settle: () => void): void =>
      void this.#network.clock.after(this.#network.delay(), () => this.#node.clock.run(settle));
    this.#network.clock.after(this.#network.delay(), () => {
      work().then(
        (answer) => back(() => resolve(answer)),
        (error) => back(() => reject(error)),
      );
    });
    return promise;
  }
}

function unanswered(): TroupeError {
  return new TroupeError("the feed did not answer", { code: "FEED_UNAVAILABLE", reaction: "retry" });
}
