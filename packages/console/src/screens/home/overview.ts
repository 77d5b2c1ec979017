/** The overview as it is after runs have changed: what the live stream tells is put into what was read at first. */
import type { Run } from "../../api/messages.ts";
import type { ResponseOf } from "../../api/methods.ts";
import { isLiveRun } from "../../format/states.ts";
import { instantMs } from "../../format/times.ts";
import { barCount } from "./bars.ts";

export type Overview = ResponseOf<"PipelineService/GetOverview">;
export type PipelineSummary = Overview["pipelines"][number];
export type RunBrief = Overview["failing"][number];
type RunBar = PipelineSummary["recentRuns"][number];

/** Runs of pipelines that it does not know change nothing: whoever gets one asks again (`knowsAll`). */
export function withRuns(overview: Overview, runs: readonly Run[]): Overview {
  if (runs.length === 0) return overview;
  const byPipeline = Map.groupBy(runs, ({ pipeline }) => pipeline);
  const pipelines = overview.pipelines.map((summary) => {
    const changed = byPipeline.get(summary.name);
    return changed === undefined ? summary : withRunsOf(summary, changed);
  });
  return { ...overview, pipelines, failing: failingAfter(overview.failing, pipelines, runs) };
}

export function knowsAll(overview: Overview, runs: readonly Run[]): boolean {
  const known = new Set(overview.pipelines.map(({ name }) => name));
  return runs.every(({ pipeline }) => known.has(pipeline));
}

function withRunsOf(summary: PipelineSummary, runs: readonly Run[]): PipelineSummary {
  const bars = new Map(summary.recentRuns.map((bar) => [bar.runId, bar]));
  const [oldest] = summary.recentRuns;
  let { liveRuns, heldRuns } = summary;
  for (const run of runs) {
    const before = bars.get(run.runId);
    const bar = barOf(run);
    // Of a run that is older than all that are shown nobody knows here in which state it was counted.
    if (before === undefined && bars.size >= barCount && oldest !== undefined && byAge(bar, oldest) < 0) continue;
    liveRuns += Number(isUnderWay(bar)) - Number(before !== undefined && isUnderWay(before));
    heldRuns += Number(isHeld(bar)) - Number(before !== undefined && isHeld(before));
    bars.set(run.runId, bar);
  }
  const recentRuns = [...bars.values()].sort(byAge).slice(-barCount);
  const { successRate: _rate, medianDurationMs: _median, ...rest } = summary;
  const counts = { liveRuns: Math.max(0, liveRuns), heldRuns: Math.max(0, heldRuns) };
  return { ...rest, recentRuns, ...counts, ...statisticsOf(recentRuns) };
}

/** As the coordinator counts them, over the runs that are shown: runs that were cancelled count for neither. */
export function statisticsOf(runs: readonly RunBar[]): Pick<PipelineSummary, "successRate" | "medianDurationMs"> {
  const ended = runs.filter(({ state }) => !isLiveRun(state) && state !== "RUN_STATE_CANCELLED");
  if (ended.length === 0) return {};
  const succeeded = ended.filter(hasSucceeded);
  const durations = succeeded.map(durationOf).sort((a, b) => a - b);
  const half = Math.floor(durations.length / 2);
  const upper = durations[half] ?? 0;
  const median = durations.length % 2 === 1 ? upper : ((durations[half - 1] ?? 0) + upper) / 2;
  return {
    successRate: succeeded.length / ended.length,
    ...(durations.length > 0 && { medianDurationMs: median }),
  };
}

/** A pipeline fails while the newest of its runs that has ended did not succeed. */
function failingAfter(
  before: readonly RunBrief[],
  pipelines: readonly PipelineSummary[],
  runs: readonly Run[],
): readonly RunBrief[] {
  const briefs = new Map(before.map((brief) => [brief.runId, brief]));
  for (const run of runs) briefs.set(run.runId, briefOf(run));
  const touched = new Set(runs.map(({ pipeline }) => pipeline));
  const now = pipelines.flatMap(({ name, recentRuns }) => {
    if (!touched.has(name)) return [];
    const last = recentRuns.findLast(({ state }) => !isLiveRun(state));
    const brief = last === undefined || hasSucceeded(last) ? undefined : briefs.get(last.runId);
    return brief === undefined ? [] : [brief];
  });
  const others = before.filter(({ pipeline }) => !touched.has(pipeline));
  return [...others, ...now].sort((a, b) => (instantMs(b.endedAt) ?? 0) - (instantMs(a.endedAt) ?? 0));
}

function barOf({ runId, state, createdAt, endedAt }: Run): RunBar {
  return { runId, state, ...(createdAt !== undefined && { createdAt }), ...(endedAt !== undefined && { endedAt }) };
}

function briefOf({ runId, pipeline, state, endedAt, failure }: Run): RunBrief {
  const rest = { ...(endedAt !== undefined && { endedAt }), ...(failure !== undefined && { failure }) };
  return { runId, pipeline, state, ...rest };
}

function durationOf({ createdAt, endedAt }: RunBar): number {
  return Math.max(0, (instantMs(endedAt) ?? 0) - (instantMs(createdAt) ?? 0));
}

function hasSucceeded({ state }: RunBar): boolean {
  return state === "RUN_STATE_SUCCEEDED";
}

function isHeld({ state }: RunBar): boolean {
  return state === "RUN_STATE_WAITING";
}

function isUnderWay(bar: RunBar): boolean {
  return isLiveRun(bar.state) && !isHeld(bar);
}

/** Ids grow with time, and tell runs of the same millisecond apart. */
function byAge(a: RunBar, b: RunBar): number {
  return (instantMs(a.createdAt) ?? 0) - (instantMs(b.createdAt) ?? 0) || (a.runId < b.runId ? -1 : 1);
}
