import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { formatDuration } from "../../format/durations.ts";
import { shortId } from "../../format/ids.ts";
import { isLiveRun, lookOf } from "../../format/states.ts";
import { formatDay, instantMs } from "../../format/times.ts";
import { barsOf } from "../home/bars.ts";
import type { GridRun } from "./grid-model.ts";
import styles from "./grid-view.module.css";
import { measures } from "./measures.ts";

export interface GridHeadProps {
  readonly runs: readonly GridRun[];
  readonly from: number;
  readonly to: number;
}

const { cell, names } = measures;
const barHeight = 36;

/** The runs as bars: how they ended and how long they took; above them when they were made, wherever there is room for it. */
export const GridHead = memo(function GridHead({ runs, from, to }: GridHeadProps) {
  const bars = barsOf(
    runs.map(({ run: { runId, state, createdAt, endedAt } }) => ({
      ...{ runId, state, createdAt: instantMs(createdAt) ?? 0, endedAt: instantMs(endedAt) },
    })),
    Date.now(),
    runs.length,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed by hand are no rows of a table element
    // biome-ignore lint/a11y/useFocusableInteractive: its links are what one can reach
    <div role="row" aria-rowindex={1} className={styles.head}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <div role="columnheader" aria-colindex={1} className={styles.corner}>
        Step
      </div>
      {bars.slice(from, to).map((bar, index) => {
        const { word, tone } = lookOf(bar.state);
        const place = from + index;
        const spoken = `Run ${shortId(bar.runId)}: ${word}, ${formatDuration(bar.durationMs)}, made ${formatDay(bar.createdAt)}`;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: the link in it is what one can reach
          <div
            key={bar.runId}
            role="columnheader"
            aria-colindex={place + 2}
            className={styles.run}
            style={{ left: names + place * cell }}
          >
            {hasDate(bars, place) && <span className={styles.date}>{formatDay(bar.createdAt)}</span>}
            <Link
              to="/runs/$runId"
              params={{ runId: bar.runId }}
              className={`${styles.bar} tone-${tone}`}
              title={spoken}
              aria-label={spoken}
              tabIndex={-1}
              data-live={isLiveRun(bar.state as never)}
            >
              <i style={{ height: Math.round(bar.height * barHeight) }} />
            </Link>
          </div>
        );
      })}
    </div>
  );
});

/** As wide as a date is. */
const dateEvery = 5;

function hasDate(bars: readonly { readonly createdAt: number }[], place: number): boolean {
  // Counted from the newest, which always has one that is not cut off.
  return (bars.length - 1 - place) % dateEvery === dateEvery - 1 || (place === 0 && bars.length < dateEvery);
}
