/** Why a run was made, and for which span of time, from the wire to the words of the domain. */
import type { Interval__Output, RunCause__Output } from "@troupe/proto";
import type { Interval, RunCause } from "./run-records.ts";
import { date } from "./wire-values.ts";

export function toCause(cause: RunCause__Output | null): RunCause {
  if (cause === null || cause.manual) return { kind: "manual" };
  const { schedule, backfill, trigger, dataset, webhook, rerun } = cause;
  if (schedule) return { kind: "schedule", tick: date(schedule.tick) ?? new Date(0) };
  if (backfill) return { kind: "backfill", backfill: backfill.backfillId };
  if (trigger) return { kind: "trigger", runId: trigger.runId, task: trigger.task };
  if (dataset) return { kind: "dataset", dataset: dataset.dataset, revision: dataset.revision };
  if (webhook) return { kind: "webhook", delivery: webhook.delivery };
  return rerun ? { kind: "rerun", of: rerun.ofRunId } : { kind: "unknown" };
}

export function toInterval(interval: Interval__Output | null): Interval | null {
  const start = date(interval?.start);
  const end = date(interval?.end);
  return start === null || end === null ? null : { start, end };
}
