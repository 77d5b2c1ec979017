/**
 * A run as it is, then what happens to it, until it has ended.
 *
 * A coordinator that is asked to go on tells the events that were missed, but not what the tasks looked like after each:
 * it was not there. So the first missed event after a cut brings a new snapshot with it.
 */
import { type RunEventType, runStatuses } from "@troupe/core";
import { allTasks } from "./all-tasks.ts";
import { toRun, toUpdate } from "./from-wire.ts";
import type { RunCalls } from "./ports/coordinator-api.ts";
import { type ResumeOptions, resumed } from "./resume.ts";
import type { Run, RunUpdate } from "./run-records.ts";

const lastEvents: ReadonlySet<string> = new Set<RunEventType>([
  "RunSucceeded",
  "RunFailed",
  "RunCancelled",
  "RunTimedOut",
]);

export async function* watchRun(
  runs: RunCalls,
  runId: string,
  options: ResumeOptions = {},
  /** Of the run alone: for whoever waits for its end, and reads nothing else. */
  scope: "all" | "run" = "all",
): AsyncGenerator<RunUpdate, void, undefined> {
  let afterSequence = 0;
  let isBehind = false;
  const onCut: ResumeOptions["onCut"] = (error) => {
    isBehind = true;
    options.onCut?.(error);
  };
  const runOnly = scope === "run";
  const open = () => runs.watch({ runId, afterSequence, runOnly }, options.signal);
  // It returns with the end of the run, so that every end of the stream is a cut.
  for await (const item of resumed({ open, isComplete: () => false }, { ...options, onCut })) {
    const update = toUpdate(item);
    if (update === null) continue;
    if (update.type === "progress") {
      yield update;
      continue;
    }
    const isMissed = update.type === "event" && update.after === null && update.run === null;
    if (isBehind && isMissed && !runOnly) yield await snapshot(runs, runId);
    isBehind = false;
    afterSequence = update.type === "event" ? update.sequence : update.run.sequence;
    const isLast = hasEnded(update.run) || (update.type === "event" && lastEvents.has(update.name));
    yield isLast && update.run === null ? { ...update, run: toRun(await runs.get({ runId })) } : update;
    if (isLast) return;
  }
}

async function snapshot(runs: RunCalls, runId: string): Promise<RunUpdate> {
  const [run, tasks] = await Promise.all([runs.get({ runId }), allTasks(runs, runId)]);
  return { type: "snapshot", run: toRun(run), tasks };
}

function hasEnded(run: Run | null): boolean {
  return run !== null && runStatuses[run.state].terminal;
}
