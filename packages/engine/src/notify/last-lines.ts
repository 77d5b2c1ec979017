/** The end of what a task wrote, for those who are told that it failed. */
import type { LogItem, LogQuery, Runs } from "../engine.ts";

const lines = 15;
const lineLength = 300;
/** As much may a line have that nobody ends. */
const bytesOfStream = 16 * 1024;

/**
 * Of its last attempt, both streams, as they were written. That it failed is known before its agent has brought all of it:
 * waits for the rest until the signal aborts.
 */
export async function lastLinesOf(
  runs: Pick<Runs, "logs" | "tasks">,
  runId: string,
  task: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const parts: LogItem[] = [];
  const [view] = await runs.tasks(runId, { limit: 1, names: [task] });
  const attempt = view?.record?.attempts.at(-1)?.number;
  if (attempt === undefined) return [];
  const query: LogQuery = {
    runId,
    task,
    attempt,
    streams: ["stdout", "stderr"],
    from: {},
    tailBytes: bytesOfStream,
    follow: true,
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
