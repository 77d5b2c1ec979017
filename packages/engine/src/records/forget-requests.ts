/** Request ids are kept for a day after their run has ended, or they have published something: long enough for every retry, and not for ever. */
import type { Committer } from "../commit/committer.ts";
import { publicationRecord, publicationsPrefix } from "../datasets/dataset-records.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateStore } from "../ports/state-store.ts";
import { requestsPrefix } from "./keys.ts";
import { requestRecord } from "./records.ts";
import { scanAll } from "./scan-all.ts";

const keepMs = 24 * 3600 * 1000;

/**
 * Those that are old enough now, in the next batch. `isNeeded`: whoever made the request may make it again, as a live run
 * that has triggered another one.
 */
export async function forgetRequests(
  store: StateStore,
  committer: Committer,
  clock: Clock,
  isNeeded: (requestId: string) => boolean = () => false,
): Promise<void> {
  const old: string[] = [];
  for await (const { key, value } of scanAll(store, requestsPrefix)) {
    const { endedAt } = requestRecord.decode(value);
    if (endedAt === null || clock.now() - endedAt <= keepMs) continue;
    if (!isNeeded(decodeURIComponent(key.slice(requestsPrefix.length)))) old.push(key);
  }
  for await (const { key, value } of scanAll(store, publicationsPrefix))
    if (clock.now() - publicationRecord.decode(value).at > keepMs) old.push(key);
  committer.rideAlong(old);
}
