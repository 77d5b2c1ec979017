/** Backfills and their intervals, by state. */
import type { Backfill, BackfillInterval } from "../../api/messages.ts";
import type { IntervalLook } from "./calendar.ts";

export type Counts = Readonly<Record<IntervalLook, number>>;

export function countsOf({ intervals }: Backfill): Counts {
  const { pending = 0, running = 0, succeeded = 0, failed = 0 } = intervals ?? {};
  return { pending, running, succeeded, failed };
}

export function totalOf(backfill: Backfill): number {
  return Object.values(countsOf(backfill)).reduce((sum, count) => sum + count, 0);
}

export function isOver({ state }: Backfill): boolean {
  return state !== "BACKFILL_STATE_RUNNING" && state !== "BACKFILL_STATE_CANCELLING";
}

const looks: Readonly<Record<BackfillInterval["state"], IntervalLook>> = {
  INTERVAL_STATE_UNSPECIFIED: "pending",
  INTERVAL_STATE_PENDING: "pending",
  INTERVAL_STATE_RUNNING: "running",
  INTERVAL_STATE_SUCCEEDED: "succeeded",
  INTERVAL_STATE_FAILED: "failed",
};

export function lookOfInterval({ state }: BackfillInterval): IntervalLook {
  return looks[state];
}
