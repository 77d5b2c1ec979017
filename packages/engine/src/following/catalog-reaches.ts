/** Waits until a catalog that follows the feed has seen what a caller has seen elsewhere. */
import type { CatalogFollower } from "../commit/catalog-follower.ts";
import type { RunRevision } from "../engine.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventFeed } from "../ports/event-feed.ts";
import { Bell } from "../telemetry/bell.ts";
import { notReadHere } from "./not-read-here.ts";

/** A caller who has waited so long is better served by the leader. */
const patienceMs = 1000;

export async function catalogReaches(
  around: {
    readonly catalog: Catalog;
    readonly follower: CatalogFollower;
    readonly feed: EventFeed;
    readonly clock: Clock;
  },
  { runId, sequence }: RunRevision,
): Promise<void> {
  const { catalog, follower, feed, clock } = around;
  const hasIt = async () => ((await catalog.run(runId))?.sequence ?? 0) >= sequence;
  if (await hasIt()) return;
  const bell = new Bell();
  const patience = new AbortController();
  const unsubscribe = feed.subscribe(bell.ring);
  const timer = clock.after(patienceMs, () => patience.abort());
  try {
    do {
      await follower.caughtUp();
      if (await hasIt()) return;
      await bell.wait(patience.signal);
    } while (!patience.signal.aborted);
    throw notReadHere(runId);
  } finally {
    timer.cancel();
    unsubscribe();
  }
}
