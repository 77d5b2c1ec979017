import { formatDuration } from "../format/durations.ts";
import { formatClock, formatDay, formatFull, formatRelative, instantMs } from "../format/times.ts";
import { useNow } from "./use-now.ts";

export interface TimeTextProps {
  /** An instant of the API, or milliseconds since 1970; undefined shows a dash. */
  readonly at: string | number | undefined;
  /** "relative": "5 min ago". "clock": "14:03:22". "day": "23 Nov, 14:03". The full time and UTC are in the tooltip. */
  readonly as?: "relative" | "clock" | "day";
}

export function TimeText({ at, as = "relative" }: TimeTextProps) {
  const ms = typeof at === "number" ? at : instantMs(at);
  const now = useNow(ms !== undefined && as === "relative");
  if (ms === undefined) return <span className="dim">–</span>;
  const text = as === "relative" ? formatRelative(ms, now) : as === "clock" ? formatClock(ms) : formatDay(ms);
  return (
    <time className="figures" dateTime={new Date(ms).toISOString()} title={formatFull(ms)}>
      {text}
    </time>
  );
}

export interface DurationTextProps {
  readonly from: string | number | undefined;
  /** Absent: it goes on, and counts. */
  readonly to?: string | number | undefined;
}

export function DurationText({ from, to }: DurationTextProps) {
  const start = typeof from === "number" ? from : instantMs(from);
  const end = typeof to === "number" ? to : instantMs(to);
  const now = useNow(start !== undefined && end === undefined);
  if (start === undefined) return <span className="dim">–</span>;
  return <span className="figures">{formatDuration((end ?? Math.max(now, start)) - start)}</span>;
}
