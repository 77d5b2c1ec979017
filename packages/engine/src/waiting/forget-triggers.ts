/** Keys of triggers are kept while their run is live, or serves although it has ended. */
import type { Committer } from "../commit/committer.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { triggersPrefix } from "../records/keys.ts";
import { triggerRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";

/** Those that name nothing any more, in the next batch. */
export async function forgetTriggers(
  store: StateStore,
  committer: Committer,
  clock: Clock,
  isLive: (runId: string) => boolean,
): Promise<void> {
  const old: string[] = [];
  for await (const { key, value } of scanAll(store, triggersPrefix)) {
    const { runId, until } = triggerRecord.decode(value);
    if (until <= clock.now() && !isLive(runId)) old.push(key);
  }
  committer.rideAlong(old);
}
