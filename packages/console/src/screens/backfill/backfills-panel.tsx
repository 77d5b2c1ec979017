import { Link } from "@tanstack/react-router";
import { useWatch } from "../../api/live/use-watch.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { formatUtcDay } from "../../format/days.ts";
import { countsOf } from "./backfill-state.ts";
import styles from "./backfills-panel.module.css";
import { ProgressBar } from "./progress-bar.tsx";

/** The backfills of a pipeline, newest first. */
export function BackfillsPanel({ pipeline }: { readonly pipeline: string }) {
  const { data, error, retry } = useWatch("ScheduleService/WatchBackfills", { pipeline, pageSize: 20 });
  return (
    <Panel title="Backfills">
      {error !== null && <ErrorPanel error={error} onRetry={retry} />}
      {data === undefined && error === null && <RowSkeletons rows={3} />}
      {data?.backfills.length === 0 && (
        <EmptyState
          icon="calendar"
          title="None was made"
          command={`troupe backfill ${pipeline} --from 2026-01-01 --to 2026-02-01 --dry-run`}
        >
          A backfill runs the pipeline for intervals of the past.
        </EmptyState>
      )}
      <ul className={styles.list}>
        {data?.backfills.map((backfill) => (
          <li key={backfill.backfillId}>
            <Link to="/backfills/$id" params={{ id: backfill.backfillId }} className={styles.row}>
              <StateBadge state={backfill.state} look="plain" />
              <span className={styles.range}>
                {formatUtcDay(backfill.from)} – {formatUtcDay(backfill.to)}
              </span>
              <ProgressBar counts={countsOf(backfill)} words={false} />
              <TimeText at={backfill.createdAt} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
