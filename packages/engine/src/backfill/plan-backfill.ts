/** What a request for a backfill comes to: its intervals, and which of them have a run that succeeded. */
import { backfillLimits, type JsonObject, type RunInterval } from "@troupe/core";
import { checkParams, type StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Catalog, CatalogRun } from "../ports/catalog.ts";
import { scheduleNotFound } from "../schedule/refusals.ts";
import { type BackfillRecord, intervalsOf } from "./backfill-record.ts";
import type { BackfillPreview, BackfillRequest } from "./faces.ts";
import { invalidBackfill } from "./refusals.ts";

export interface PlanSurroundings {
  readonly pipelines: StoredPipelines;
  readonly catalog: Catalog;
}

export interface PlannedBackfill {
  readonly record: Pick<
    BackfillRecord,
    "pipeline" | "version" | "schedule" | "from" | "to" | "params" | "parallel" | "order" | "omitted" | "by"
  >;
  readonly intervals: readonly RunInterval[];
  /** The newest run that succeeded, by the start of its interval. */
  readonly succeeded: ReadonlyMap<number, CatalogRun>;
}

/** @throws SCHEDULE_NOT_FOUND, INVALID_ARGUMENT, INVALID_PARAMS. */
export async function planBackfill(
  { pipelines, catalog }: PlanSurroundings,
  request: BackfillRequest,
): Promise<PlannedBackfill> {
  const { pipeline, from, to, parallel, order, by } = request;
  const { plan, record: version } = await pipelines.current(pipeline);
  const { schedule } = plan.spec;
  if (schedule === undefined) throw scheduleNotFound(pipeline);
  const params = checkParams(plan.spec, request.params ?? schedule.params ?? {});
  const range = { schedule, from, to, order, omitted: null };
  checkRange(pipeline, intervalsOf(range).length, from, to);
  const succeeded = new Map<number, CatalogRun>();
  for (const run of await runsAbout(catalog, { pipeline, statuses: ["succeeded"], about: { from, to } }))
    if (run.interval !== null && !succeeded.has(run.interval.start)) succeeded.set(run.interval.start, run);
  const omitted = request.missingOnly ? [...succeeded.keys()].sort((a, b) => a - b) : null;
  const intervals = intervalsOf({ ...range, omitted });
  if (intervals.length === 0)
    throw invalidBackfill(pipeline, {
      field: "missing_only",
      message: "leaves nothing: every interval has a run that succeeded",
      fix: "leave it out to run them again",
    });
  const record = {
    ...{ pipeline, version: version.version, schedule, from, to },
    params,
    parallel,
    order,
    omitted,
    by,
  };
  return { record: record satisfies { readonly params: JsonObject }, intervals, succeeded };
}

/** How many intervals a preview lists. */
const shownIntervals = 1000;

export function previewBackfill({ intervals, succeeded }: PlannedBackfill): BackfillPreview {
  const isDone = ({ start }: RunInterval) => succeeded.has(start);
  return {
    intervals: intervals.slice(0, shownIntervals).map((interval) => ({
      interval,
      status: isDone(interval) ? "succeeded" : "pending",
      runId: succeeded.get(interval.start)?.runId ?? null,
    })),
    total: intervals.length,
    succeededBefore: intervals.filter(isDone).length,
  };
}

/** All of them, newest first. */
export async function runsAbout(
  catalog: Catalog,
  query: Omit<Parameters<Catalog["runs"]>[0], "limit" | "before">,
): Promise<readonly CatalogRun[]> {
  const found: CatalogRun[] = [];
  for (let before: string | undefined; ; ) {
    const page = await catalog.runs({ ...query, limit: 500, ...(before === undefined ? {} : { before }) });
    found.push(...page);
    before = page.at(-1)?.runId;
    if (page.length < 500) return found;
  }
}

function checkRange(pipeline: string, count: number, from: number, to: number): void {
  const span = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  if (count === 0)
    throw invalidBackfill(pipeline, {
      field: "to",
      message: `leaves no interval: none lies in ${span}`,
      fix: "give a longer range; an interval lies between two ticks of the schedule",
    });
  if (count > backfillLimits.intervals)
    throw invalidBackfill(pipeline, {
      field: "from",
      message: `gives more than ${backfillLimits.intervals} intervals (${span})`,
      fix: "make several backfills, one after the other",
    });
}
