import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { Failure, Run } from "../../api/messages.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { DurationText, TimeText } from "../../components/time-text.tsx";
import { causeText } from "../../format/causes.ts";
import { shortDigest, shortId } from "../../format/ids.ts";
import { instantMs } from "../../format/times.ts";
import { type RunFilter, useRuns } from "./use-runs.ts";

export interface RunsTableProps {
  readonly filter: RunFilter;
  /** Leaves out the column that says the same of each. */
  readonly ofOnePipeline?: boolean;
  readonly height?: string;
  readonly empty: ReactNode;
}

/** Runs, newest first; live, and further ones as one comes to the end. */
export function RunsTable({ filter, ofOnePipeline = false, height, empty }: RunsTableProps) {
  const navigate = useNavigate();
  const { runs, error, more, retry } = useRuns(filter);
  const columns = useMemo(() => allColumns.filter(({ id }) => !(ofOnePipeline && id === "pipeline")), [ofOnePipeline]);
  if (error !== null && runs === undefined) return <ErrorPanel error={error} onRetry={retry} />;
  if (runs === undefined) return <RowSkeletons rows={16} />;
  return (
    <DataTable
      label="Runs"
      items={runs}
      columns={columns}
      keyOf={({ runId }) => runId}
      onOpen={({ runId }) => void navigate({ to: "/runs/$runId", params: { runId } })}
      onReachEnd={more}
      empty={empty}
      {...(height !== undefined && { height })}
    />
  );
}

const allColumns: readonly Column<Run>[] = [
  { id: "state", header: "State", width: "112px", cell: ({ state }) => <StateBadge state={state} look="plain" /> },
  {
    id: "run",
    header: "Run",
    width: "96px",
    cell: ({ runId }) => (
      <Link to="/runs/$runId" params={{ runId }} title={runId}>
        <code>{shortId(runId)}</code>
      </Link>
    ),
  },
  {
    id: "pipeline",
    header: "Pipeline",
    width: "minmax(120px, 1.2fr)",
    cell: ({ pipeline }) => (
      <Link to="/pipelines/$name" params={{ name: pipeline }}>
        {pipeline}
      </Link>
    ),
  },
  {
    id: "created",
    header: "Made",
    width: "110px",
    cell: ({ createdAt }) => <TimeText at={createdAt} />,
    sort: ({ createdAt }) => instantMs(createdAt),
  },
  {
    id: "took",
    header: "Took",
    width: "84px",
    align: "right",
    cell: ({ createdAt, endedAt }) => <DurationText from={createdAt} to={endedAt} />,
    sort: ({ createdAt, endedAt }) => (instantMs(endedAt) ?? Date.now()) - (instantMs(createdAt) ?? 0),
  },
  { id: "cause", header: "Because of", width: "minmax(96px, 1fr)", cell: ({ cause }) => causeText(cause) },
  {
    id: "interval",
    header: "About",
    width: "minmax(104px, 1fr)",
    cell: ({ interval }) =>
      interval === undefined ? <span className="dim">–</span> : <TimeText at={interval.start} as="day" />,
    sort: ({ interval }) => instantMs(interval?.start),
  },
  { id: "tasks", header: "Tasks", width: "80px", align: "right", cell: ({ tasks }) => <TasksText tasks={tasks} /> },
  {
    id: "failure",
    header: "Why",
    width: "minmax(120px, 2fr)",
    cell: ({ failure, cancelReason }) => {
      const text = failure === undefined ? cancelReason : failureText(failure);
      return (
        <span className="dim" title={text}>
          {text}
        </span>
      );
    },
  },
  {
    id: "version",
    header: "Version",
    width: "104px",
    cell: ({ version, pipeline }) => (
      <Link to="/pipelines/$name" params={{ name: pipeline }} search={{ version }}>
        <code>{shortDigest(version)}</code>
      </Link>
    ),
  },
];

function failureText({ task, message }: Failure): string {
  return task === "" ? message : `${task}: ${message}`;
}

/** "12 of 14" that have succeeded. */
function TasksText({ tasks }: { readonly tasks: Run["tasks"] }) {
  if (tasks === undefined) return <span className="dim">–</span>;
  const { succeeded, skipped } = tasks;
  const all = Object.values(tasks).reduce((sum, count) => sum + count, 0);
  return (
    <span className="figures" title={`${succeeded} succeeded, ${skipped} skipped, of ${all}`}>
      {succeeded + skipped} of {all}
    </span>
  );
}
