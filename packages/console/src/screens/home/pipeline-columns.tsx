import { Link } from "@tanstack/react-router";
import type { Column } from "../../components/data-table.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { formatDuration } from "../../format/durations.ts";
import { formatShare } from "../../format/numbers.ts";
import { instantMs } from "../../format/times.ts";
import type { PipelineSummary } from "./overview.ts";
import styles from "./pipeline-columns.module.css";
import { RunBars } from "./run-bars.tsx";

const none = <span className="dim">–</span>;

/** How one pipeline does, in a row. */
export const pipelineColumns: readonly Column<PipelineSummary>[] = [
  {
    id: "name",
    header: "Pipeline",
    width: "minmax(200px, 2fr)",
    cell: ({ name, description }) => (
      <div className={styles.name}>
        <Link to="/pipelines/$name" params={{ name }} className="cut">
          {name}
        </Link>
        <span className={styles.description} title={description}>
          {description}
        </span>
      </div>
    ),
    sort: ({ name }) => name,
  },
  { id: "runs", header: "Last runs", width: "184px", cell: ({ recentRuns }) => <RunBars runs={recentRuns} /> },
  {
    id: "last",
    header: "Last run",
    width: "minmax(150px, 1fr)",
    cell: ({ recentRuns, heldRuns }) => <LastRun run={recentRuns.at(-1)} held={heldRuns} />,
    sort: ({ recentRuns }) => instantMs(recentRuns.at(-1)?.createdAt),
  },
  {
    id: "live",
    header: "Live",
    width: "56px",
    align: "right",
    cell: ({ liveRuns }) => (liveRuns === 0 ? none : <span className={styles.live}>{liveRuns}</span>),
    sort: ({ liveRuns }) => liveRuns,
  },
  {
    id: "success",
    header: "Success",
    width: "76px",
    align: "right",
    cell: ({ successRate }) =>
      successRate === undefined ? (
        none
      ) : (
        <span className={styles.rate} data-low={successRate < 0.8}>
          {formatShare(successRate)}
        </span>
      ),
    sort: ({ successRate }) => successRate,
  },
  {
    id: "median",
    header: "Median",
    width: "96px",
    align: "right",
    cell: ({ medianDurationMs }) =>
      medianDurationMs === undefined ? none : <span className="figures">{formatDuration(medianDurationMs)}</span>,
    sort: ({ medianDurationMs }) => medianDurationMs,
  },
  {
    id: "next",
    header: "Next run",
    width: "104px",
    align: "right",
    cell: (summary) => <NextRun summary={summary} />,
    sort: ({ nextTick }) => instantMs(nextTick),
  },
  {
    id: "do",
    header: <span className="unseen">Launch</span>,
    width: "60px",
    align: "right",
    cell: ({ name }) => (
      <span className={styles.actions}>
        <Link
          to="/pipelines/$name/grid"
          params={{ name }}
          title={`Run grid of ${name}`}
          onClick={(e) => e.stopPropagation()}
        >
          <Icon name="grid" size={14} label={`Run grid of ${name}`} />
        </Link>
        <Link
          to="/pipelines/$name/launch"
          params={{ name }}
          title={`Launch ${name}`}
          onClick={(e) => e.stopPropagation()}
        >
          <Icon name="play" size={14} label={`Launch ${name}`} />
        </Link>
      </span>
    ),
  },
];

interface LastRunProps {
  readonly run: PipelineSummary["recentRuns"][number] | undefined;
  readonly held: number;
}

function LastRun({ run, held }: LastRunProps) {
  if (run === undefined) return <span className="dim">not yet</span>;
  return (
    <span className={styles.last}>
      <StateBadge state={run.state} look="plain" />
      <span className="dim">
        <TimeText at={run.endedAt ?? run.createdAt} />
        {held > 1 && ` · ${held} held`}
      </span>
    </span>
  );
}

function NextRun({ summary: { nextTick, schedulePaused } }: { readonly summary: PipelineSummary }) {
  if (schedulePaused)
    return (
      <span className={styles.paused}>
        <Icon name="pause" size={12} /> paused
      </span>
    );
  return nextTick === undefined ? none : <TimeText at={nextTick} />;
}
