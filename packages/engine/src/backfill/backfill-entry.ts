/** One backfill under the engine that leads: its record, and the intervals that follow from it. */
import { type BackfillState, nextInterval, type RunInterval, type TroupeError } from "@troupe/core";
import type { StateEntry } from "../ports/state-store.ts";
import { type BackfillRecord, backfillKey, backfillRecord, intervalsOf, viewBackfill } from "./backfill-record.ts";
import type { BackfillView } from "./faces.ts";

/** Its next run was refused, and is tried again. */
export interface BackfillTrouble {
  readonly error: TroupeError;
  readonly tries: number;
  readonly tryAt: number;
}

const firstRetryMs = 1000;
const lastRetryMs = 60_000;

export class BackfillEntry {
  readonly record: BackfillRecord;
  readonly intervals: readonly RunInterval[];
  readonly trouble: BackfillTrouble | null;

  constructor(
    record: BackfillRecord,
    intervals: readonly RunInterval[] = intervalsOf(record),
    trouble: BackfillTrouble | null = null,
  ) {
    this.record = record;
    this.intervals = intervals;
    this.trouble = trouble;
  }

  get total(): number {
    return this.intervals.length;
  }

  /** The interval whose run is made next; undefined if none is. */
  get next(): number | undefined {
    return nextInterval(this.record, this.total, this.record.parallel);
  }

  with(state: BackfillState): BackfillEntry {
    return new BackfillEntry({ ...this.record, ...state }, this.intervals);
  }

  refused(error: TroupeError, now: number): BackfillEntry {
    const tries = (this.trouble?.tries ?? 0) + 1;
    const tryAt = now + Math.min(lastRetryMs, firstRetryMs * 2 ** (tries - 1));
    return new BackfillEntry(this.record, this.intervals, { error, tries, tryAt });
  }

  get put(): StateEntry {
    return { key: backfillKey(this.record.backfillId), value: backfillRecord.encode(this.record) };
  }

  get view(): BackfillView {
    const { trouble } = this;
    return viewBackfill(this.record, this.total, trouble === null ? null : trouble.error.message);
  }
}
