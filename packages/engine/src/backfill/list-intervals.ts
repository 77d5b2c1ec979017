/** The intervals of a backfill with the newest run of each: those that are over are in the catalog. */
import type { Catalog, CatalogRun } from "../ports/catalog.ts";
import type { BackfillEntry } from "./backfill-entry.ts";
import type { BackfillRecord } from "./backfill-record.ts";
import type { BackfillInterval, IntervalPage } from "./faces.ts";
import { runsAbout } from "./plan-backfill.ts";

export async function listIntervals(
  catalog: Catalog,
  { record, intervals }: BackfillEntry,
  { from, limit }: IntervalPage,
): Promise<readonly BackfillInterval[]> {
  const page = intervals.slice(from, from + limit);
  const starts = page.map(({ start }) => start);
  const about = { from: Math.min(...starts), to: Math.max(...starts) + 1 };
  const runs = new Map<number, CatalogRun>();
  if (page.length > 0)
    for (const run of await runsAbout(catalog, { pipeline: record.pipeline, about }))
      if (run.cause.kind === "backfill" && run.cause.backfill === record.backfillId && run.interval !== null)
        runs.set(run.interval.start, runs.get(run.interval.start) ?? run);
  const underWay = new Map(record.underWay.map(({ index, runId }) => [index, runId]));
  const statusOf = statusesOf(record);
  return page.map((interval, offset) => {
    const runId = underWay.get(from + offset) ?? runs.get(interval.start)?.runId ?? null;
    return { interval, status: statusOf(from + offset), runId };
  });
}

function statusesOf(record: BackfillRecord): (index: number) => BackfillInterval["status"] {
  const running = new Set(record.underWay.map(({ index }) => index));
  const failed = new Set(record.failed);
  const again = new Set(record.again);
  return (index) => {
    if (running.has(index)) return "running";
    if (failed.has(index)) return "failed";
    return again.has(index) || index >= record.next ? "pending" : "succeeded";
  };
}
