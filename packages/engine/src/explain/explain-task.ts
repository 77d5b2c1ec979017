/**
 * Why is it waiting: the one place where every reason is collected. A status has its sentence in run-view.ts
 * (`TaskView.reason`), its cause and what would end it here; what only placement knows of a queued task is in
 * queue-words.ts.
 */
import {
  type QueueExplanation,
  type RunState,
  runStatuses,
  type TaskStatus,
  taskStatuses,
  unreachable,
} from "@troupe/core";
import type { ExplainCause, RunView, TaskExplanation, TaskView } from "../engine.ts";
import { namesWaitedFor } from "../run/waits-for.ts";
import { queueWords } from "./queue-words.ts";

/** `queue`: what placement says; undefined if it is not queued, or this coordinator does not lead. */
export function explainTask(
  run: Pick<RunView, "header" | "reason">,
  task: TaskView,
  waitsFor: readonly string[],
  queue: QueueExplanation | undefined,
): TaskExplanation {
  const { runId } = run.header;
  const base = { runId, task: task.name, status: task.status, waitsFor, queue: queue ?? null };
  if (run.header.status === "waiting" && !taskStatuses[task.status].terminal)
    return {
      ...base,
      cause: "run-waits",
      summary: `waits with its run, which ${run.reason}`,
      unblocks: runRemedies(runId),
    };
  if (queue !== undefined) return { ...base, ...queueWords({ runId, task: task.name }, queue) };
  return {
    ...base,
    cause: causes[task.status],
    summary: sentenceOf(task),
    unblocks: remediesOf(runId, task, waitsFor),
  };
}

/** What stands for a run in which nothing waits. */
export function explainRun({ header, counts, reason }: RunView): TaskExplanation {
  const base = { runId: header.runId, task: "", waitsFor: [], queue: null, unblocks: [] };
  if (header.status === "waiting")
    return {
      ...base,
      status: "pending",
      cause: "run-waits",
      summary: `the run ${reason}`,
      unblocks: runRemedies(header.runId),
    };
  if (runStatuses[header.status].terminal)
    return { ...base, status: "cancelled", cause: "ended", summary: `the run has ended: ${header.status}` };
  const tasks = counts.running === 1 ? "1 task is" : `${counts.running} tasks are`;
  return { ...base, status: "running", cause: "with-agent", summary: `nothing waits: ${tasks} with agents` };
}

/** The task that keeps the others: one that nobody has, for a reason of its own. Undefined if there is none. */
export function firstWaiting(state: RunState): string | undefined {
  for (const names of [state.queued, state.waiting, state.backingOff]) for (const name of names) return name;
  return undefined;
}

export function waitedFor(state: RunState, task: TaskView): readonly string[] {
  return task.status === "pending" ? namesWaitedFor(state, task.name) : [];
}

const causes: Readonly<Record<TaskStatus, ExplainCause>> = {
  pending: "inputs",
  queued: "room",
  waiting: "waiting",
  "backing-off": "backoff",
  assigned: "with-agent",
  running: "with-agent",
  succeeded: "ended",
  failed: "ended",
  skipped: "ended",
  cancelled: "ended",
};

function sentenceOf({ status, reason, record }: TaskView): string {
  const agent = record?.attempts.at(-1)?.agent ?? "";
  switch (status) {
    case "assigned":
      return `is being made ready on ${agent}: inputs and environment`;
    case "running":
      return `runs on ${agent}`;
    case "succeeded":
      return "has succeeded";
    case "failed":
      return record?.state.status === "failed" ? `has failed: ${record.state.failure.message}` : "has failed";
    case "skipped":
      return `was skipped: ${reason}`;
    case "cancelled":
      return `was cancelled: ${reason}`;
    case "backing-off":
      return `waits out its backoff: ${reason}`;
    case "pending":
    case "queued":
    case "waiting":
      return reason;
    default:
      return unreachable(status);
  }
}

/** What would let it go on. Who adds a way to wait adds what ends it. */
function remediesOf(runId: string, task: TaskView, waitsFor: readonly string[]): readonly string[] {
  switch (task.status) {
    case "pending":
      return waitsFor.map((name) => `${name} ends`);
    case "waiting":
      return task.kind === "approval" ? [`somebody answers: troupe approve ${runId} '${task.name}'`] : [];
    case "backing-off":
      return ["the time comes"];
    case "queued":
    case "assigned":
    case "running":
    case "succeeded":
    case "failed":
    case "skipped":
    case "cancelled":
      return [];
    default:
      return unreachable(task.status);
  }
}

function runRemedies(runId: string): readonly string[] {
  return ["the runs before it end", `troupe release ${runId}`];
}
