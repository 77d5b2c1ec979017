/** What the outside may ask about backfills. Instants are ms since the epoch. */
import type { BackfillStatus, Digest, JsonObject, RunInterval } from "@troupe/core";

/** Refusals: SCHEDULE_NOT_FOUND, INVALID_ARGUMENT, INVALID_PARAMS, BACKFILL_NOT_FOUND, BACKFILL_OVER, REQUEST_ID_REUSED. */
export interface Backfills {
  /** What `create` would make of the same request. */
  preview(request: BackfillRequest): Promise<BackfillPreview>;
  create(request: BackfillRequest): Promise<BackfillView>;
  get(backfillId: string): Promise<BackfillView>;
  /** Newest first, after the one named `after`. */
  list(query: BackfillQuery): Promise<readonly BackfillView[]>;
  /** In the order in which they are run, from the one at index `from`. */
  intervals(backfillId: string, page: IntervalPage): Promise<readonly BackfillInterval[]>;
  cancel(backfillId: string, reason: string, by?: string): Promise<BackfillView>;
  /** Again what did not succeed, and what had no run yet. */
  rerun(backfillId: string): Promise<BackfillView>;
}

export interface BackfillRequest {
  readonly pipeline: string;
  /** Intervals that begin at `from` or later and end at `to` or earlier. */
  readonly from: number;
  readonly to: number;
  /** Default: what the schedule gives its runs. */
  readonly params?: JsonObject;
  /** How many runs may be under way at once. */
  readonly parallel: number;
  readonly order: BackfillOrder;
  /** Leaves out intervals that have a run that succeeded. */
  readonly missingOnly: boolean;
  readonly by: string;
  readonly requestId?: string;
}

export type BackfillOrder = "oldest" | "newest";

export interface BackfillPreview {
  readonly intervals: readonly BackfillInterval[];
  readonly total: number;
  readonly succeededBefore: number;
}

export interface BackfillInterval {
  readonly interval: RunInterval;
  readonly status: "pending" | "running" | "succeeded" | "failed";
  /** Its newest run; null if it has none. */
  readonly runId: string | null;
}

export interface IntervalPage {
  readonly from: number;
  readonly limit: number;
}

export interface BackfillQuery {
  readonly pipeline?: string;
  readonly after?: string;
  readonly limit: number;
}

export interface BackfillView {
  readonly backfillId: string;
  readonly pipeline: string;
  /** All of its runs run this one. */
  readonly version: Digest;
  readonly status: BackfillStatus;
  readonly from: number;
  readonly to: number;
  readonly params: JsonObject;
  readonly parallel: number;
  readonly order: BackfillOrder;
  readonly missingOnly: boolean;
  readonly by: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly requestId: string | null;
  readonly counts: {
    readonly pending: number;
    readonly running: number;
    readonly succeeded: number;
    readonly failed: number;
  };
  /** Why it cannot go on at the moment; null if it can. Only the leader knows. */
  readonly trouble: string | null;
}
