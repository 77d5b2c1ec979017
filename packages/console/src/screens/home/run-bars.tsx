import { useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import { useNow } from "../../components/use-now.ts";
import { formatDuration } from "../../format/durations.ts";
import { shortId } from "../../format/ids.ts";
import { isLiveRun, lookOf } from "../../format/states.ts";
import { formatDay, instantMs } from "../../format/times.ts";
import { type Bar, barCount, barsOf } from "./bars.ts";
import type { PipelineSummary } from "./overview.ts";
import styles from "./run-bars.module.css";

export interface RunBarsProps {
  readonly runs: PipelineSummary["recentRuns"];
}

const slot = 6;
const height = 24;

/**
 * The last runs as bars: their tone says how they ended, their height how long they took, and a bar that failed is notched, so
 * that it is told without colours. For the mouse; with the keyboard one reaches the same runs in the pipeline's list.
 */
export const RunBars = memo(function RunBars({ runs }: RunBarsProps) {
  const navigate = useNavigate();
  const now = useNow(runs.some(({ state }) => isLiveRun(state)));
  const bars = barsOf(
    runs.map(({ runId, state, createdAt, endedAt }) => ({
      ...{ runId, state, createdAt: instantMs(createdAt) ?? 0, endedAt: instantMs(endedAt) },
    })),
    now,
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: with the keyboard one reaches the same runs in the pipeline's list
    <svg
      className={styles.bars}
      width={barCount * slot}
      height={height}
      role="img"
      aria-label={spoken(bars)}
      onClick={(event) => {
        const runId = (event.target as Element).getAttribute("data-run");
        if (runId === null) return;
        event.stopPropagation();
        void navigate({ to: "/runs/$runId", params: { runId } });
      }}
    >
      {bars.length === 0 && (
        <line x1="0" x2={barCount * slot} y1={height - 0.5} y2={height - 0.5} className={styles.none} />
      )}
      {bars.map((bar) => (
        <BarShape key={bar.runId} bar={bar} />
      ))}
    </svg>
  );
});

function BarShape({ bar }: { readonly bar: Bar }) {
  const { word, tone } = lookOf(bar.state);
  const tall = Math.round(bar.height * height);
  const x = bar.slot * slot;
  return (
    <g className={`tone-${tone}`}>
      <rect
        className={styles.bar}
        data-run={bar.runId}
        data-live={bar.endedAt === undefined}
        x={x}
        y={height - tall}
        width={slot - 2}
        height={tall}
        rx="1"
      >
        <title>{`${word}, ${formatDuration(bar.durationMs)}\n${formatDay(bar.createdAt)} · ${shortId(bar.runId)}`}</title>
      </rect>
      {tone === "bad" && <path d={`M${x} ${height - tall}l2 3 2-3z`} className={styles.notch} />}
    </g>
  );
}

function spoken(bars: readonly Bar[]): string {
  if (bars.length === 0) return "No run yet";
  const counts = Map.groupBy(bars, ({ state }) => lookOf(state).word);
  return `Last ${bars.length} runs: ${[...counts].map(([word, { length }]) => `${length} ${word}`).join(", ")}`;
}
