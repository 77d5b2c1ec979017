/** A task's logs to its end: one attempt after the other, as the run makes them. */
import { taskStatuses } from "@troupe/core";
import type { RunCalls } from "./ports/coordinator-api.ts";
import { taskNotFound } from "./refusals.ts";
import type { RunUpdate } from "./run-records.ts";
import { type LogOptions, readLogs } from "./run-streams.ts";
import type { Task } from "./task-records.ts";
import type { LogChunk } from "./telemetry-records.ts";
import { watchRun } from "./watch-run.ts";

export async function* followTask(
  runs: RunCalls,
  runId: string,
  name: string,
  options: LogOptions,
): AsyncGenerator<LogChunk, void, undefined> {
  let followed: number | null = null;
  let isKnown = false;
  for await (const update of watchRun(runs, runId, options)) {
    const task = taskIn(update, name);
    if (task === null) continue;
    isKnown = true;
    const current = task.attempts.at(-1)?.number ?? 0;
    followed ??= Math.max(0, current - 1);
    while (followed < current) {
      followed++;
      // Its stream ends with the attempt; what the watch tells meanwhile waits, and is old news by then.
      yield* readLogs(runs, runId, name, { ...options, attempt: followed, follow: true });
    }
    if (taskStatuses[task.state].terminal) return;
  }
  if (!isKnown) throw taskNotFound(runId, name);
}

function taskIn(update: RunUpdate, name: string): Task | null {
  if (update.type === "snapshot") return update.tasks.find((task) => task.name === name) ?? null;
  return update.type === "event" && update.after?.name === name ? update.after : null;
}
