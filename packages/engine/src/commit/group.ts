/** What is staged for a batch, and how large that is. */
import type { FeedEntry } from "../ports/event-feed.ts";
import type { StateEntry } from "../ports/state-store.ts";

/** What is committed together or not at all. */
export interface Group {
  readonly puts?: readonly StateEntry[];
  readonly deletes?: readonly string[];
  /** What happened, for the feed: written in the same batch. */
  readonly entry?: FeedEntry;
}

/** A batch in the making: of two writes to one key the later one counts. */
export interface Writes {
  readonly puts: Map<string, Uint8Array>;
  readonly deletes: Set<string>;
}

export function operationsOf({ puts = [], deletes = [] }: Group): number {
  return puts.length + deletes.length;
}

export function sizeOf(group: Group): number {
  const put = (group.puts ?? []).reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  return put + (group.deletes ?? []).reduce((sum, key) => sum + key.length, 0) + guessOf(group);
}

/** Of what a group adds to the outbox. */
export function guessOf({ entry }: Group): number {
  return 100 * (entry?.events.length ?? 0);
}

export function bytesOf({ puts, deletes }: Writes): number {
  let bytes = 0;
  for (const [key, value] of puts) bytes += key.length + value.length;
  for (const key of deletes) bytes += key.length;
  return bytes;
}
