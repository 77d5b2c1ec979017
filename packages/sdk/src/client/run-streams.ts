/** Logs and metrics of a run, resumed from where they stopped. */
import type { LogStreamName } from "@troupe/core";
import { toLogChunk, toMetricPoint } from "./from-wire.ts";
import type { RunCalls } from "./ports/coordinator-api.ts";
import { type ResumeOptions, resumed } from "./resume.ts";
import type { LogChunk, MetricPoint } from "./telemetry-records.ts";

export interface LogOptions extends ResumeOptions {
  /** Default: the current attempt. */
  readonly attempt?: number;
  /** Default: stdout and stderr. */
  readonly streams?: readonly LogStreamName[];
  /** Goes on until the attempt has ended and all that it wrote is read. */
  readonly follow?: boolean;
  /** Only the last so many bytes of each stream. */
  readonly tailBytes?: number;
  /** Only the last so many lines of each stream. Not together with `tailBytes`. */
  readonly tailLines?: number;
}

export interface MetricOptions extends ResumeOptions {
  /** Default: all tasks. */
  readonly task?: string;
  /** Default: all names. */
  readonly names?: readonly string[];
  readonly follow?: boolean;
}

/** One attempt's streams. */
export async function* readLogs(
  runs: RunCalls,
  runId: string,
  task: string,
  options: LogOptions = {},
): AsyncGenerator<LogChunk, void, undefined> {
  const { streams = [], follow = false, tailBytes = 0, tailLines = 0 } = options;
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
        tailLines: offsets.size === 0 ? tailLines : 0,
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
