/** Why a run was made, and for which span of time, as it stands on the wire. */
import { type RunCause, type RunInterval, unreachable } from "@troupe/core";
import {
  fromTimestamp,
  type Interval,
  type Interval__Output,
  toTimestamp,
  type RunCause as WireCause,
} from "@troupe/proto";
import type { RequestCheck } from "../request-check.ts";

export function toCause(cause: RunCause): WireCause {
  switch (cause.kind) {
    case "manual":
      return { manual: {} };
    case "schedule":
      return { schedule: { tick: toTimestamp(cause.tick) } };
    case "backfill":
      return { backfill: { backfillId: cause.backfill } };
    case "trigger":
      return { trigger: { runId: cause.runId, task: cause.task } };
    case "dataset":
      return { dataset: { dataset: cause.dataset, revision: cause.revision } };
    case "webhook":
      return { webhook: { delivery: cause.delivery } };
    case "rerun":
      return { rerun: { ofRunId: cause.of } };
    default:
      return unreachable(cause);
  }
}

export function toInterval(interval: RunInterval | null): Interval | null {
  return interval === null ? null : { start: toTimestamp(interval.start), end: toTimestamp(interval.end) };
}

/** Undefined if there is none. */
export function readInterval(
  check: RequestCheck,
  field: string,
  interval: Interval__Output | null,
): RunInterval | undefined {
  if (interval === null) return undefined;
  const start = fromTimestamp(interval.start);
  const end = fromTimestamp(interval.end);
  if (start === null || end === null) check.refuse(field, "lacks its start or its end", "Give both.");
  else if (start >= end) check.refuse(field, "does not end after its start", "Give an end that is later.");
  return { start: Math.floor(start ?? 0), end: Math.floor(end ?? 0) };
}
