/** A backfill as the store has it: one record, written with each run that it makes and each that ends. */
import {
  type BackfillState,
  backfillLimits,
  countIntervals,
  type Digest,
  isDigest,
  isObject,
  type JsonObject,
  type RunInterval,
  type ScheduleSpec,
  Timetable,
} from "@troupe/core";
import { isNumber, isText, record } from "../records/record.ts";
import type { BackfillOrder, BackfillView } from "./faces.ts";

export const backfillsPrefix = "backfills/";
export const backfillKey = (backfillId: string): string => `${backfillsPrefix}${backfillId}`;

export interface BackfillRecord extends BackfillState {
  readonly backfillId: string;
  readonly pipeline: string;
  readonly version: Digest;
  /** As it was when the backfill was made: its intervals stay what they were. */
  readonly schedule: ScheduleSpec;
  readonly from: number;
  readonly to: number;
  readonly params: JsonObject;
  readonly parallel: number;
  readonly order: BackfillOrder;
  /** Intervals, by their start, that had a run that succeeded, and are left out; null: none is left out. */
  readonly omitted: readonly number[] | null;
  readonly by: string;
  readonly createdAt: number;
  readonly requestId: string | null;
}

export const backfillRecord = record<BackfillRecord>(
  "backfill",
  (value) =>
    isText(value.backfillId) &&
    isText(value.pipeline) &&
    isDigest(value.version) &&
    isObject(value.schedule) &&
    isNumber(value.from) &&
    isNumber(value.to) &&
    isText(value.status) &&
    isNumber(value.next) &&
    Array.isArray(value.underWay),
);

/** In the order in which they are run. */
export function intervalsOf(
  of: Pick<BackfillRecord, "schedule" | "from" | "to" | "order" | "omitted">,
): readonly RunInterval[] {
  const omitted = new Set(of.omitted);
  const all = new Timetable(of.schedule).between(of.from, of.to, backfillLimits.intervals + 1);
  const wanted = all.filter(({ start }) => !omitted.has(start));
  return of.order === "newest" ? wanted.toReversed() : wanted;
}

export function viewBackfill(of: BackfillRecord, total: number, trouble: string | null = null): BackfillView {
  const { backfillId, pipeline, version, status, from, to, params, parallel, order, by, createdAt, endedAt } = of;
  return {
    ...{ backfillId, pipeline, version, status, from, to, params, parallel, order, by, createdAt, endedAt },
    missingOnly: of.omitted !== null,
    requestId: of.requestId,
    counts: countIntervals(of, total),
    trouble,
  };
}
