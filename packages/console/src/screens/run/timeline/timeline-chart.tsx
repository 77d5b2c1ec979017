import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useRef } from "react";
import { formatDuration } from "../../../format/durations.ts";
import { lookOf } from "../../../format/states.ts";
import { formatClock } from "../../../format/times.ts";
import type { AttemptBar, Phase } from "../model/phases.ts";
import type { Lane } from "./lanes.ts";
import { ticks } from "./ticks.ts";
import styles from "./timeline.module.css";

export interface TimelineChartProps {
  readonly lanes: readonly Lane[];
  readonly from: number;
  readonly to: number;
  readonly zoom: number;
  readonly selected: string | undefined;
  readonly onSelect: (task: string) => void;
}

const rowHeight = 26;

/** Rows in sight only; times are shares of the width, so that zooming is a change of one number. */
export function TimelineChart({ lanes, from, to, zoom, selected, onSelect }: TimelineChartProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lanes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const length = to - from;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section ref={scroller} className={styles.chart} tabIndex={0} aria-label="Attempts over time">
      <div className={styles.plane} style={{ "--zoom": zoom, height: virtual.getTotalSize() + 28 } as CSSProperties}>
        <div className={styles.axis}>
          <span className={styles.corner}>{formatClock(from)}</span>
          <span className={styles.track}>
            {ticks(length, 10 * zoom).map((at) => (
              <span key={at} className={styles.tick} style={{ left: share(at, length) }}>
                {at === 0 ? "0" : formatDuration(at)}
              </span>
            ))}
          </span>
        </div>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const lane = lanes[index];
          if (lane === undefined) return null;
          return (
            <div key={lane.key} className={styles.lane} style={{ transform: `translateY(${start + 28}px)` }}>
              <span className={styles.label} title={lane.label}>
                {lane.label}
              </span>
              <span className={styles.track}>
                {lane.bars.map((bar) => (
                  <Bar
                    key={`${bar.task} ${bar.attempt}`}
                    bar={bar}
                    from={from}
                    to={to}
                    isSelected={bar.task === selected}
                    onSelect={onSelect}
                  />
                ))}
              </span>
            </div>
          );
        })}
      </div>
    </section>
  );
}

interface BarProps {
  readonly bar: AttemptBar;
  readonly from: number;
  readonly to: number;
  readonly isSelected: boolean;
  readonly onSelect: (task: string) => void;
}

function Bar({ bar, from, to, isSelected, onSelect }: BarProps) {
  const end = bar.to ?? to;
  const length = Math.max(end - bar.from, 1);
  const tone = bar.to === undefined ? "live" : lookOf(bar.exitClass).tone;
  return (
    <button
      type="button"
      className={`tone-${tone} ${styles.attempt}`}
      style={{ left: share(bar.from - from, to - from), width: share(length, to - from) }}
      data-selected={isSelected}
      title={describe(bar, end)}
      onClick={() => onSelect(bar.task)}
    >
      {bar.phases.map((phase) => (
        <span
          key={phase.name}
          className={styles.phase}
          data-phase={phase.name}
          style={{ left: share(phase.from - bar.from, length), width: share((phase.to ?? end) - phase.from, length) }}
        />
      ))}
      <span className="unseen">{describe(bar, end)}</span>
    </button>
  );
}

function share(part: number, whole: number): string {
  return `${(100 * part) / whole}%`;
}

/** "train[0], attempt 2 on g1, failure: queued 1.2 s, running 40 s". */
function describe({ task, attempt, agent, exitClass, phases, to }: AttemptBar, end: number): string {
  const took = ({ name, from, to: until }: Phase): string => `${name} ${formatDuration((until ?? end) - from)}`;
  const where = agent === "" ? "" : ` on ${agent}`;
  const how = to === undefined ? "" : `, ${lookOf(exitClass).word}`;
  return `${task}, attempt ${attempt}${where}${how}: ${phases.map(took).join(", ")}`;
}
