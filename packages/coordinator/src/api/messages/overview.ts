/** How pipelines do, as it stands on the wire. */
import { type RunStatus, runStatuses } from "@troupe/core";
import type { CatalogRun, PipelineBrief, RecentRuns, RunBar, ScheduleView } from "@troupe/engine";
import { type PipelineSummary, type RunBrief, toTimestamp, type RunBar as WireBar } from "@troupe/proto";
import { exitClassNames, runStates } from "../wire-names.ts";

export function toSummary(
  brief: PipelineBrief,
  recent: RecentRuns | undefined,
  schedule: ScheduleView | undefined,
): PipelineSummary {
  const { name, description, version, appliedAt, generation } = brief;
  const { bars = [], live = 0, held = 0 } = recent ?? {};
  const rate = successRate(bars);
  const medianMs = medianDurationMs(bars);
  return {
    ...{ name, description, version, generation, appliedAt: toTimestamp(appliedAt) },
    recentRuns: bars.toReversed().map(toBar),
    ...(rate === undefined ? {} : { successRate: rate }),
    ...(medianMs === undefined ? {} : { medianDurationMs: medianMs }),
    nextTick: toTimestamp(schedule?.nextTicks[0] ?? null),
    schedulePaused: (schedule?.paused ?? null) !== null,
    liveRuns: live,
    heldRuns: held,
  };
}

/** A run that did not succeed. */
export function toBrief({ runId, pipeline, status, endedAt, failure, failed }: CatalogRun): RunBrief {
  const { task, exitClass, code } = failed ?? { task: null, code: "", exitClass: classOf(status) };
  const text = failure ?? "";
  // The catalog says "task: message".
  const message = task !== null && text.startsWith(`${task}: `) ? text.slice(task.length + 2) : text;
  return {
    ...{ runId, pipeline, state: runStates[status], endedAt: toTimestamp(endedAt) },
    failure: { task: task ?? "", exitClass: exitClassNames[exitClass], code, message },
  };
}

/** Of those that ended by themselves; undefined if there are none. */
export function successRate(bars: readonly RunBar[]): number | undefined {
  const ended = bars.filter(({ status }) => runStatuses[status].terminal && status !== "cancelled");
  if (ended.length === 0) return undefined;
  return ended.filter(({ status }) => status === "succeeded").length / ended.length;
}

/** Of those that succeeded, in ms; undefined if there are none. */
export function medianDurationMs(bars: readonly RunBar[]): number | undefined {
  const durations = bars
    .filter(({ status }) => status === "succeeded")
    .map(({ createdAt, endedAt }) => (endedAt ?? createdAt) - createdAt)
    .sort((a, b) => a - b);
  const [lower, upper] = [durations[(durations.length - 1) >> 1], durations[durations.length >> 1]];
  return lower === undefined || upper === undefined ? undefined : Math.round((lower + upper) / 2);
}

function toBar({ runId, status, createdAt, endedAt }: RunBar): WireBar {
  return { runId, state: runStates[status], createdAt: toTimestamp(createdAt), endedAt: toTimestamp(endedAt) };
}

function classOf(status: RunStatus): "timeout" | "failure" {
  return status === "timed-out" ? "timeout" : "failure";
}
