/** Told of every event once it is durable: tracing and the engine's own metrics hang here. Must not throw and must not block. */
import type { FeedEntry } from "./event-feed.ts";

export interface RunObserver {
  committed(entry: FeedEntry): void;
}
