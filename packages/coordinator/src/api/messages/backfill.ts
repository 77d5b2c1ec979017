/** Backfills as they stand on the wire. */
import type { BackfillStatus } from "@troupe/core";
import type { BackfillInterval, BackfillOrder, BackfillView } from "@troupe/engine";
import {
  type Backfill,
  type BackfillState,
  toTimestamp,
  type BackfillInterval as WireInterval,
  type IntervalState as WireIntervalState,
  type BackfillOrder as WireOrder,
} from "@troupe/proto";
import { toInterval } from "./origin.ts";

const states = {
  running: "BACKFILL_STATE_RUNNING",
  cancelling: "BACKFILL_STATE_CANCELLING",
  succeeded: "BACKFILL_STATE_SUCCEEDED",
  failed: "BACKFILL_STATE_FAILED",
  cancelled: "BACKFILL_STATE_CANCELLED",
} as const satisfies Record<BackfillStatus, BackfillState>;

const orders = {
  oldest: "BACKFILL_ORDER_OLDEST",
  newest: "BACKFILL_ORDER_NEWEST",
} as const satisfies Record<BackfillOrder, WireOrder>;

const intervalStates = {
  pending: "INTERVAL_STATE_PENDING",
  running: "INTERVAL_STATE_RUNNING",
  succeeded: "INTERVAL_STATE_SUCCEEDED",
  failed: "INTERVAL_STATE_FAILED",
} as const satisfies Record<BackfillInterval["status"], WireIntervalState>;

export function toBackfill(view: BackfillView): Backfill {
  const { backfillId, pipeline, version, parallel, missingOnly, by } = view;
  return {
    ...{ backfillId, pipeline, version, parallel, missingOnly, by },
    state: states[view.status],
    from: toTimestamp(view.from),
    to: toTimestamp(view.to),
    paramsJson: JSON.stringify(view.params),
    order: orders[view.order],
    createdAt: toTimestamp(view.createdAt),
    endedAt: toTimestamp(view.endedAt),
    requestId: view.requestId ?? "",
    intervals: view.counts,
    trouble: view.trouble ?? "",
  };
}

export function toBackfillInterval({ interval, status, runId }: BackfillInterval): WireInterval {
  return { interval: toInterval(interval), state: intervalStates[status], runId: runId ?? "" };
}
