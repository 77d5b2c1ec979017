/** Logs and metrics of a run, live or sealed, as streams that may follow what is still to come. */
import { type RunState, runStatuses } from "@troupe/core";
import type { LogItem, LogQuery, MetricPage, MetricQuery } from "../engine.ts";
import type { StoredMetric } from "../ports/telemetry-store.ts";
import { placeOf, readOn } from "./log-pass.ts";
import type { LogTails } from "./log-tails.ts";
import { Newsroom, type ReadingSurroundings } from "./newsroom.ts";
import { attemptsOf } from "./task-attempts.ts";

const pagePoints = 1000;

/** Each reader catches up by itself; what is new then, all who follow are told together. */
export async function* readLogs(
  around: ReadingSurroundings,
  tails: LogTails,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogItem> {
  const place = placeOf(query);
  while (!(yield* readOn(around, query, place, signal))) {
    using tail = await tails.join(query, place);
    // Again: what came before it was joined. From here on nothing is missed.
    if (yield* readOn(around, query, place, signal)) return;
    while (yield* tail.read(place, signal)) if (yield* readOn(around, query, place, signal)) return;
  }
}

export async function* readMetrics(
  around: ReadingSurroundings,
  query: MetricQuery,
  signal: AbortSignal,
): AsyncGenerator<MetricPage> {
  await using news = await Newsroom.open(around, query.runId, query.follow);
  let cursor = query.after;
  let hasTold = false;
  while (!signal.aborted) {
    const { seen, isLive } = await around.look(query.runId, (state) => endsOf(state, query.task));
    for await (const page of metricPages(around, query.runId, cursor, isLive, seen.isEnded)) {
      cursor = page.at(-1)?.cursor ?? cursor;
      const points = page.filter(
        (point) =>
          (query.task === undefined || point.task === query.task) &&
          (query.names === undefined || query.names.includes(point.name)),
      );
      if (points.length > 0) yield { points, cursor };
      hasTold ||= points.length > 0;
      if (signal.aborted) return;
    }
    if (!query.follow || !isLive || seen.isOver) return;
    // Who waits for more is told that there is nothing yet.
    if (!hasTold) yield { points: [], cursor };
    hasTold = true;
    await news.wait(signal);
  }
}

/** Whether the run has ended, and whether what is asked for has. Throws TASK_NOT_FOUND. */
function endsOf(state: RunState, task: string | undefined): { readonly isEnded: boolean; readonly isOver: boolean } {
  const isEnded = runStatuses[state.header.status].terminal;
  return { isEnded, isOver: task !== undefined && attemptsOf(state, task).isOver && isEnded };
}

async function* metricPages(
  around: ReadingSurroundings,
  runId: string,
  after: number,
  isLive: boolean,
  isEnded: boolean,
): AsyncGenerator<readonly StoredMetric[]> {
  let cursor = after;
  while (isLive) {
    const page = await around.telemetry.readMetrics(runId, cursor, pagePoints);
    if (page.length === 0) break;
    cursor = page.at(-1)?.cursor ?? cursor;
    yield page;
  }
  // It may have been sealed in between: what telemetry has forgotten is in the archive.
  if (isLive && !isEnded) return;
  const run = await around.sealed.get(runId);
  if (run === undefined) return;
  for await (const slice of around.sealed.metrics(run)) {
    const points = slice.filter((point) => point.cursor > cursor);
    for (let start = 0; start < points.length; start += pagePoints) yield points.slice(start, start + pagePoints);
  }
}
