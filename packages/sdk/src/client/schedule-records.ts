/** Schedules and backfills as a coordinator answers them. Instants are dates; what is absent is null. */
import type { BackfillStatus, Catchup, JsonObject } from "@troupe/core";
import type { Interval } from "./run-records.ts";

export interface ScheduleRecord {
  readonly pipeline: string;
  /** What the runs of its ticks run. */
  readonly version: string;
  readonly timing:
    | { readonly kind: "cron"; readonly expression: string; readonly timezone: string }
    | { readonly kind: "every"; readonly everyMs: number };
  /** No interval begins before. */
  readonly start: Date | null;
  /** No interval ends after. */
  readonly end: Date | null;
  readonly catchup: Catchup;
  /** Of its runs. */
  readonly params: JsonObject;
  /** Since when it has this timing. */
  readonly since: Date;
  /** The next few, whether it is paused or not. */
  readonly nextTicks: readonly Date[];
  /** Ticks up to here are done with. */
  readonly lastTick: Date | null;
  readonly lastRun: { readonly runId: string; readonly tick: Date } | null;
  /** Null while it is not paused. */
  readonly paused: ScheduleTurn | null;
  readonly resumed: ScheduleTurn | null;
  /** Ticks that got no run, the last time that there were any. */
  readonly passedOver: {
    readonly first: Date;
    readonly last: Date;
    readonly at: Date;
    readonly because: string;
  } | null;
  /** A tick whose run is refused, and tried again. */
  readonly trouble: ScheduleTrouble | null;
}

/** Somebody paused or resumed a schedule. */
export interface ScheduleTurn {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

export interface ScheduleTrouble {
  readonly tick: Date;
  readonly since: Date;
  readonly tryAt: Date;
  readonly code: string;
  readonly message: string;
}

/** What applying a schedule now would come to. */
export interface PlannedSchedule {
  readonly nextTicks: readonly Date[];
  /** How many runs would be made at once, to catch up. */
  readonly catchup: number;
}

export interface BackfillRecord {
  readonly id: string;
  readonly pipeline: string;
  /** All of its runs run this one. */
  readonly version: string;
  readonly state: BackfillStatus;
  readonly from: Date;
  readonly to: Date;
  readonly params: JsonObject;
  readonly parallel: number;
  readonly order: "oldest" | "newest";
  readonly missingOnly: boolean;
  readonly by: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly requestId: string | null;
  /** How many intervals are in each state. */
  readonly intervals: {
    readonly pending: number;
    readonly running: number;
    readonly succeeded: number;
    readonly failed: number;
  };
  /** Why it cannot go on at the moment; null if it can. */
  readonly trouble: string | null;
}

export interface BackfillInterval {
  readonly interval: Interval;
  readonly state: "pending" | "running" | "succeeded" | "failed";
  /** Its newest run. */
  readonly runId: string | null;
}

export interface BackfillPreview {
  /** The first 1,000. In a preview `succeeded` means that it has a run that succeeded. */
  readonly intervals: readonly BackfillInterval[];
  readonly total: number;
  readonly succeededBefore: number;
}
