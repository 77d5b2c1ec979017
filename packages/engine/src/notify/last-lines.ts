/** The end of what a task wrote, for those who are told that it failed. */
import type { LogItem, LogQuery } from "../engine.ts";

const lines = 15;
const lineLength = 300;
/** As much may a line have that nobody ends. */
const bytesOfStream = 16 * 1024;

/** Of its last attempt, both streams, as they were written. Reads as far as it is durable by now. */
export async function lastLinesOf(
  runs: { logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogItem> },
  runId: string,
  task: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const parts: LogItem[] = [];
  const query: LogQuery = {
    runId,
    task,
    streams: ["stdout", "stderr"],
    from: {},
    tailBytes: bytesOfStream,
    follow: false,
  };
  for await (const part of runs.logs(query, signal)) parts.push(part);
  const text = Buffer.concat(parts.toSorted((a, b) => a.at - b.at).map(({ data }) => data)).toString("utf8");
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-lines)
    .map((line) => (line.length > lineLength ? `${line.slice(0, lineLength)}…` : line));
}
