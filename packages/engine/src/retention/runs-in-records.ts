/**
 * Which of some runs the state store still speaks of: live runs and what they came from or wait for, the latest success of
 * each pipeline, revisions of datasets, backfills, keys of triggers that still serve. Every text that looks like the id of
 * a run counts, wherever it stands: a run that is kept for nothing costs space, one that is missing is lost.
 */
import { settledPrefix } from "../notify/notice-record.ts";
import type { StateStore } from "../ports/state-store.ts";
import { requestsPrefix } from "../records/keys.ts";
import { scanAll } from "../records/scan-all.ts";
import { triggeringRun } from "../waiting/start-triggered.ts";

/** An id begins with its time, whose first digit stays "0" for a thousand years. Looks at each place: ids may follow letters. */
const pattern = /(?=(0[0-9a-hjkmnp-tv-z]{25}))/g;

/**
 * Speaks of a run without needing it: what was told of one that is over; and the request id of one, by which nobody makes
 * it twice, whether it is there or not. But a task that has triggered a run asks for it again, by its request id.
 */
function isPassing(key: string): boolean {
  if (key.startsWith(settledPrefix)) return true;
  return (
    key.startsWith(requestsPrefix) && triggeringRun(decodeURIComponent(key.slice(requestsPrefix.length))) === undefined
  );
}

export async function runsInRecords(
  store: StateStore,
  isMeant: (runId: string) => boolean,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const { key, value } of scanAll(store, "")) {
    if (isPassing(key)) continue;
    // As in every text of a record: msgpack leaves it as it is.
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
    for (const text of [key, bytes])
      for (const [, runId] of text.matchAll(pattern)) if (runId !== undefined && isMeant(runId)) found.add(runId);
  }
  return found;
}
