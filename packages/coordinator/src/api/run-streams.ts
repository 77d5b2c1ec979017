/** What RunService streams. Each stream ends with its subject or with the call, and can be resumed where it ended. */
import type { LogStreamName } from "@troupe/core";
import type { Faces, LogItem, LogQuery, MetricQuery, StoredMetric } from "@troupe/engine";
import {
  type MetricPoint,
  type ReadLogsRequest__Output,
  type ReadLogsResponse,
  type ReadMetricsRequest__Output,
  type ReadMetricsResponse,
  toTimestamp,
  type WatchRunRequest__Output,
  type WatchRunResponse,
} from "@troupe/proto";
import type { CallContext } from "./call-context.ts";
import { toColumns } from "./messages/metric-columns.ts";
import { toWatchResponses } from "./messages/watch-item.ts";
import { RequestCheck, show } from "./request-check.ts";
import { latest, resolveRun } from "./resolve-run.ts";
import { translatedOnce } from "./translated-once.ts";
import { logStreamOf, logStreams } from "./wire-names.ts";

const streamFix = `Use ${Object.values(logStreams).join(", ")}.`;

const fromAttemptFix = "Give attempt for one attempt; from_attempt and follow for it and those that come after it.";

export function runStreams(faces: Pick<Faces, "runs">) {
  return {
    async *WatchRun(request: WatchRunRequest__Output, { signal }: CallContext): AsyncGenerator<WatchRunResponse> {
      const check = new RequestCheck();
      const id = check.id("run_id", request.runId, `a run id, or "${latest}"`);
      const after = check.count("after_sequence", request.afterSequence);
      check.done();
      const options = { after, signal, runOnly: request.runOnly };
      for await (const item of faces.runs.watch(await resolveRun(faces.runs, id), options))
        yield* toWatchResponses(item);
    },

    async *ReadLogs(request: ReadLogsRequest__Output, { signal }: CallContext): AsyncGenerator<ReadLogsResponse> {
      const query = logQuery(request);
      const runId = await resolveRun(faces.runs, query.runId);
      for await (const item of faces.runs.logs({ ...query, runId }, signal)) yield toLogResponse(item);
    },

    async *ReadMetrics(
      request: ReadMetricsRequest__Output,
      { signal }: CallContext,
    ): AsyncGenerator<ReadMetricsResponse> {
      const query = metricQuery(request);
      const runId = await resolveRun(faces.runs, query.runId);
      for await (const { points, cursor } of faces.runs.metrics({ ...query, runId }, signal))
        yield request.columns
          ? { columns: toColumns(points), cursor: String(cursor) }
          : { points: points.map(toPoint), cursor: String(cursor) };
    },
  };
}

function logQuery(request: ReadLogsRequest__Output): LogQuery {
  const check = new RequestCheck();
  const query = {
    runId: check.id("run_id", request.runId, `a run id, or "${latest}"`),
    task: check.id("task", request.task, "the name of a task, like train[0]"),
    streams: streamsOf(check, request),
    from: offsetsOf(check, request),
    follow: request.follow,
    ...(request.attempt === 0 ? {} : { attempt: check.count("attempt", request.attempt) }),
    ...(request.fromAttempt === 0 ? {} : { fromAttempt: check.count("from_attempt", request.fromAttempt) }),
    ...(request.tailBytes === 0 ? {} : { tailBytes: check.count("tail_bytes", request.tailBytes) }),
    ...(request.tailLines === 0 ? {} : { tailLines: check.count("tail_lines", request.tailLines) }),
    ...(request.limitBytes === 0 ? {} : { limitBytes: check.count("limit_bytes", request.limitBytes) }),
  };
  if (request.from.length > 0 && request.tailBytes !== 0)
    check.refuse("tail_bytes", "goes with from", "Give one of the two: from resumes, tail_bytes begins.");
  if (request.tailLines !== 0 && (request.from.length > 0 || request.tailBytes !== 0))
    check.refuse("tail_lines", "goes with from or tail_bytes", "Give one of the three: each says where to begin.");
  if (request.limitBytes !== 0 && request.follow)
    check.refuse("limit_bytes", "goes with follow", "Give one of the two: a piece of a log has an end.");
  if (request.fromAttempt !== 0 && (request.attempt !== 0 || !request.follow))
    check.refuse("from_attempt", request.attempt === 0 ? "goes without follow" : "goes with attempt", fromAttemptFix);
  check.done();
  return query;
}

function streamsOf(check: RequestCheck, request: ReadLogsRequest__Output): readonly LogStreamName[] {
  if (request.streams.length === 0) return ["stdout", "stderr"];
  const names = request.streams.map((stream, index) => streamOf(check, `streams[${index}]`, stream));
  return [...new Set(names)];
}

function offsetsOf(check: RequestCheck, request: ReadLogsRequest__Output): LogQuery["from"] {
  return Object.fromEntries(
    request.from.map(({ stream, offset }, index) => [
      streamOf(check, `from[${index}].stream`, stream),
      check.count(`from[${index}].offset`, offset),
    ]),
  );
}

function streamOf(check: RequestCheck, field: string, stream: string | number): LogStreamName {
  const name = logStreamOf(stream);
  if (name === undefined) check.refuse(field, `${show(String(stream))} is no stream`, streamFix);
  return name ?? "stdout";
}

function metricQuery(request: ReadMetricsRequest__Output): MetricQuery {
  const check = new RequestCheck();
  const query = {
    runId: check.id("run_id", request.runId, `a run id, or "${latest}"`),
    after: cursorOf(check, request.cursor),
    follow: request.follow,
    ...(request.task === "" ? {} : { task: request.task }),
    ...(request.names.length === 0 ? {} : { names: request.names }),
  };
  check.done();
  return query;
}

function cursorOf(check: RequestCheck, cursor: string): number {
  if (cursor === "") return 0;
  if (!/^\d{1,15}$/.test(cursor))
    check.refuse("cursor", `${show(cursor)} is no cursor`, "Send the cursor of a response, or none to begin.");
  return Number(cursor);
}

const toLogResponse = translatedOnce(
  ({ attempt, stream, offset, data, gap, at, length }: LogItem): ReadLogsResponse => ({
    ...{ attempt, stream: logStreams[stream], offset, data, gap, length },
    at: toTimestamp(at),
  }),
);

function toPoint({ task, attempt, name, step, value, at }: StoredMetric): MetricPoint {
  return { task, attempt, name, value, at: toTimestamp(at), ...(step === null ? {} : { step }) };
}
