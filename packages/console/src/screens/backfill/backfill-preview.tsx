import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { ResponseOf } from "../../api/methods.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { formatCount, plural } from "../../format/numbers.ts";
import { instantMs } from "../../format/times.ts";
import styles from "./backfill-preview.module.css";
import { lookOfInterval } from "./backfill-state.ts";
import { type CalendarInterval, calendar, dateIn, rangeOfDays } from "./calendar.ts";
import { CalendarView } from "./calendar-view.tsx";
import { daysOfRange, instantsOfRange, type Range } from "./range.ts";

export interface BackfillPreviewProps {
  readonly preview: UseQueryResult<ResponseOf<"ScheduleService/PreviewBackfill">>;
  readonly zone: string;
  readonly asked: Range;
  readonly onRange: (range: Range) => void;
  /** What is refused stands at its field already. */
  readonly isToldElsewhere: boolean;
}

/** Around what is asked for there are months to click on. */
const marginMs = 31 * 86_400_000;

/** What the coordinator says that would be run, on a calendar on which one can choose other days. */
export function BackfillPreview({ preview, zone, asked, onRange, isToldElsewhere }: BackfillPreviewProps) {
  const { data, error } = preview;
  const [begun, setBegun] = useState<string | null>(null);
  const months = useMemo(() => {
    const instants = instantsOfRange(asked, zone);
    if (instants === null || instants.to < instants.from) return [];
    return calendar(intervalsOf(data?.intervals ?? []), zone, {
      from: instants.from - marginMs,
      to: instants.to,
    });
  }, [data, asked, zone]);
  const choose = (date: string): void => {
    if (begun === null) return setBegun(date);
    const { from, to } = rangeOfDays(begun, date, zone);
    setBegun(null);
    onRange({ from: dateIn(zone, from), to: dateIn(zone, to) });
  };
  const chosen = begun === null ? daysOfRange(asked) : { first: begun, last: begun };
  return (
    <Panel title="Preview">
      <p className={styles.sum} role="status">
        {error === null && data !== undefined && (
          <>
            <strong>{plural(data.total, "interval")}</strong> would be run
            {data.succeededBefore > 0 && <>; {formatCount(data.succeededBefore)} of them have a run that succeeded</>}
            {data.total > data.intervals.length && <>. The first {formatCount(data.intervals.length)} are shown</>}.
          </>
        )}
        {begun !== null && <> Choose the other end.</>}
      </p>
      {error !== null && !isToldElsewhere && <ErrorPanel error={error} title="The coordinator would refuse this" />}
      {data === undefined && error === null ? (
        <RowSkeletons rows={6} />
      ) : (
        <CalendarView months={months} chosen={chosen} onDay={choose} />
      )}
    </Panel>
  );
}

export function intervalsOf(
  intervals: ResponseOf<"ScheduleService/PreviewBackfill">["intervals"],
): readonly CalendarInterval[] {
  return intervals.map((each) => ({
    start: instantMs(each.interval?.start) ?? 0,
    end: instantMs(each.interval?.end) ?? 0,
    look: lookOfInterval(each),
  }));
}
