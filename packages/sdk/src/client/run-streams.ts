/** The three streams of a run, each resumed from where it stopped. */
import { type LogStreamName, runStatuses } from "@troupe/core";
import { toLogChunk, toMetricPoint, toUpdate } from "./from-wire.ts";
import type { RunCalls } from "./ports/coordinator-api.ts";
import type { LogChunk, MetricPoint, RunUpdate } from "./records.ts";
import { type ResumeOptions, resumed } from "./resume.ts";

export interface LogOptions extends ResumeOptions {
  /** Default: the current attempt. */
  readonly attempt?: number;
  /** Default: stdout and stderr. */
  readonly streams?: readonly LogStreamName[];
  /** Goes on until the attempt has ended and all that it wrote is read. */
  readonly follow?: boolean;
  /** Only the last so many bytes of each stream. */
  readonly tailBytes?: number;
}

export interface MetricOptions extends ResumeOptions {
  /** Default: all tasks. */
  readonly task?: string;
  /** Default: all names. */
  readonly names?: readonly string[];
  readonly follow?: boolean;
}

/** The run as it is, then what happens to it, until it has ended. */
export async function* watchRun(
  runs: RunCalls,
  runId: string,
  options: ResumeOptions = {},
): AsyncGenerator<RunUpdate, void, undefined> {
  let afterSequence = 0;
  let isOver = false;
  const items = resumed(
    { open: () => runs.watch({ runId, afterSequence }, options.signal), isComplete: () => isOver },
    options,
  );
  for await (const item of items) {
    const update = toUpdate(item);
    if (update === null) continue;
    if (update.type !== "progress") {
      const { run } = update;
      isOver = run !== null && runStatuses[run.state].terminal;
      afterSequence = update.type === "event" ? update.sequence : update.run.sequence;
    }
    yield update;
    // Nothing follows; a connection that is cut now is no reason to ask again.
    if (isOver) return;
  }
}

/** One attempt's streams. */
export async function* readLogs(
  runs: RunCalls,
  runId: string,
  task: string,
  options: LogOptions = {},
): AsyncGenerator<LogChunk, void, undefined> {
  const { streams = [], follow = false, tailBytes = 0 } = options;
  const offsets = new Map<LogStreamName, number>();
  let attempt = options.attempt ?? 0;
  const open = () =>
    runs.logs(
      {
        runId,
        task,
        // SAFETY: once bytes of an attempt have come, its offsets mean nothing in another one.
        attempt,
        streams: streams.map(wireStream),
        follow,
        from: [...offsets].map(([stream, offset]) => ({ stream: wireStream(stream), offset })),
        tailBytes: offsets.size === 0 ? tailBytes : 0,
      },
      options.signal,
    );
  for await (const item of resumed({ open, isComplete: () => true }, options)) {
    const chunk = toLogChunk(task, item);
    attempt = chunk.attempt;
    const seen = offsets.get(chunk.stream) ?? 0;
    const end = chunk.offset + chunk.data.length;
    if (end <= seen && chunk.gap === 0) continue;
    offsets.set(chunk.stream, Math.max(seen, end));
    yield chunk.offset < seen ? { ...chunk, offset: seen, data: chunk.data.subarray(seen - chunk.offset) } : chunk;
  }
}

export async function* readMetrics(
  runs: RunCalls,
  runId: string,
  options: MetricOptions = {},
): AsyncGenerator<MetricPoint, void, undefined> {
  const { task = "", names = [], follow = false } = options;
  let cursor = "";
  const open = () => runs.metrics({ runId, task, names: [...names], follow, cursor }, options.signal);
  for await (const page of resumed({ open, isComplete: () => true }, options)) {
    cursor = page.cursor;
    yield* page.points.map(toMetricPoint);
  }
}

function wireStream(stream: LogStreamName): "LOG_STREAM_STDOUT" | "LOG_STREAM_STDERR" | "LOG_STREAM_MESSAGES" {
  return `LOG_STREAM_${stream.toUpperCase() as Uppercase<LogStreamName>}`;
}
