/** One row of a log. All that a program wrote is text here, whatever it looks like. */
import { memo, type ReactNode } from "react";
import type { Attempt } from "../../../api/messages.ts";
import { Icon } from "../../../components/icons/icon.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { DurationText, TimeText } from "../../../components/time-text.tsx";
import { formatBytes } from "../../../format/bytes.ts";
import { describeExit } from "../../../format/exits.ts";
import { formatClock, formatFull } from "../../../format/times.ts";
import { formatAddress, streamWords } from "../log-options.ts";
import type { Range } from "../text/find.ts";
import { levels } from "../text/levels.ts";
import type { Span } from "../text/spans.ts";
import type { LineView, RowView } from "../worker/protocol.ts";
import styles from "./log-row.module.css";

export interface LogRowProps {
  readonly row: RowView;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly times: boolean;
  readonly attempts: readonly Attempt[];
  readonly href: (line: string) => string;
  readonly onLine: (line: string) => void;
  readonly onExpand: (key: string) => void;
}

const marks = ["out", "err", "log"] as const;
const levelNames = ["none", "debug", "info", "warning", "error"] as const;

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { row } = props;
  if (row.kind === "line") return <Line {...props} row={row} />;
  if (row.kind === "attempt")
    return <Separator attempt={props.attempts.find(({ number }) => number === row.attempt)} number={row.attempt} />;
  if (row.kind === "gap")
    return (
      <div className={styles.note} data-kind="gap">
        <Icon name="warning" size={13} />
        {formatBytes(row.bytes)} of {streamWords[row.stream]} are lost here
      </div>
    );
  return (
    <div className={styles.note} data-kind="hole">
      {row.isLoading && <Icon name="spinner" size={13} />}
      {holeText(row)}
    </div>
  );
}, isSame);

/** Rows come anew with each view; most of them say what they said before, and need not be drawn again. */
function isSame({ row: before, ...was }: LogRowProps, { row: after, ...is }: LogRowProps): boolean {
  if (Object.entries(is).some(([name, value]) => was[name as keyof typeof was] !== value)) return false;
  return JSON.stringify(before) === JSON.stringify(after);
}

function holeText({ bytes, isLoading, isDropped }: Extract<RowView, { kind: "hole" }>): string {
  const size = formatBytes(bytes);
  if (isDropped)
    return `The first ${size} are not kept here any more: the memory for logs is full. Download has all of it.`;
  if (isLoading) return `${size} in between are being loaded`;
  return `${size} in between are not here: the memory for logs is full. Download has all of it.`;
}

function Line({ row, index, isCurrent, times, href, onLine, onExpand }: LogRowProps & { readonly row: LineView }) {
  const line = formatAddress(row);
  return (
    <div
      className={styles.line}
      data-index={index}
      data-stream={streamWords[row.stream]}
      data-level={levelNames[row.level]}
      data-hit={row.isHit || undefined}
      data-current={isCurrent || undefined}
    >
      <a
        className={styles.number}
        href={href(line)}
        aria-label={`Link to line ${row.number ?? ""}`}
        tabIndex={-1}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onLine(line);
        }}
      >
        {row.number}
      </a>
      {times && (
        <time className={styles.time} title={formatFull(row.at)}>
          {formatClock(row.at)}
        </time>
      )}
      <span className={styles.mark} title={streamWords[row.stream]}>
        {marks[row.stream]}
      </span>
      <span className={styles.text}>
        {pieces(row.spans, row.ranges)}
        {row.cut > 0 && (
          <button type="button" className={styles.more} onClick={() => onExpand(row.key)}>
            … {formatBytes(row.cut)} more
          </button>
        )}
        {row.level >= levels.warning && <span className="unseen"> ({levelNames[row.level]})</span>}
      </span>
    </div>
  );
}

/** Spans, with what a search has found marked across them. */
function pieces(spans: readonly Span[], ranges: readonly Range[]): ReactNode {
  const made: ReactNode[] = [];
  let before = 0;
  for (const span of spans) {
    const end = before + span.text.length;
    const cuts = ranges.flat().filter((at) => at > before && at < end);
    const bounds = [before, ...cuts, end];
    for (let piece = 0; piece < bounds.length - 1; piece++) {
      const [from = before, to = end] = bounds.slice(piece, piece + 2);
      const isFound = ranges.some((range) => range[0] <= from && to <= range[1]);
      made.push(pieceOf(span, span.text.slice(from - before, to - before), isFound, from));
    }
    before = end;
  }
  return made;
}

function pieceOf({ classes, foreground, background }: Span, text: string, isFound: boolean, key: number): ReactNode {
  const style =
    foreground === undefined && background === undefined
      ? undefined
      : {
          ...(foreground === undefined ? {} : { color: `rgb(${foreground})` }),
          ...(background === undefined ? {} : { backgroundColor: `rgb(${background})` }),
        };
  if (isFound)
    return (
      <mark key={key} className={classes}>
        {text}
      </mark>
    );
  if (classes === undefined && style === undefined) return text;
  return (
    <span key={key} className={classes} style={style}>
      {text}
    </span>
  );
}

function Separator({ attempt, number }: { readonly attempt: Attempt | undefined; readonly number: number }) {
  return (
    <div className={styles.separator}>
      <h2>Attempt {number}</h2>
      {attempt !== undefined && (
        <>
          {attempt.endedAt === undefined ? (
            <StateBadge state="TASK_STATE_RUNNING" look="plain" />
          ) : (
            <StateBadge state={attempt.exitClass} look="plain" />
          )}
          {attempt.endedAt !== undefined && attempt.exitClass !== "EXIT_CLASS_SUCCESS" && (
            <span className="dim cut">{describeExit(attempt)}</span>
          )}
          <span className="dim">
            {attempt.agent} · <TimeText at={attempt.startedAt ?? attempt.assignedAt} as="clock" /> ·{" "}
            <DurationText from={attempt.startedAt ?? attempt.assignedAt} to={attempt.endedAt} />
          </span>
        </>
      )}
    </div>
  );
}
