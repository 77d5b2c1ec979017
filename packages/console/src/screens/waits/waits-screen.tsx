import { SegmentedControl } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useWatch } from "../../api/live/use-watch.ts";
import type { Wait } from "../../api/messages.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import type { IconName } from "../../components/icons/icon-shapes.ts";
import { PageHead } from "../../components/page-head.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { WithInstants } from "../../components/with-instants.tsx";
import { shortId } from "../../format/ids.ts";
import { plural } from "../../format/numbers.ts";
import { instantMs } from "../../format/times.ts";
import styles from "./waits.module.css";

const kinds: Readonly<Record<string, { readonly word: string; readonly icon: IconName }>> = {
  time: { word: "a time", icon: "clock" },
  dataset: { word: "a dataset", icon: "artifact" },
  approval: { word: "an answer", icon: "approval" },
  run: { word: "a run", icon: "runs" },
};

const columns: readonly Column<Wait>[] = [
  {
    id: "task",
    header: "Task",
    width: "minmax(120px, 1fr)",
    cell: ({ runId, task }) => (
      <Link to="/runs/$runId" params={{ runId }} search={{ task } as never}>
        {task}
      </Link>
    ),
    sort: ({ task }) => task,
  },
  {
    id: "pipeline",
    header: "Pipeline",
    width: "minmax(120px, 1fr)",
    cell: ({ pipeline, runId }) => (
      <>
        {pipeline} <span className="dim mono">{shortId(runId)}</span>
      </>
    ),
    sort: ({ pipeline }) => pipeline,
  },
  {
    id: "kind",
    header: "Waits for",
    width: "120px",
    cell: ({ kind }) => (
      <span className={styles.kind}>
        <Icon name={kinds[kind]?.icon ?? "hourglass"} size={14} />
        {kinds[kind]?.word ?? kind}
      </span>
    ),
    sort: ({ kind }) => kind,
  },
  {
    id: "reason",
    header: "In words",
    width: "minmax(240px, 3fr)",
    cell: ({ reason, kind, runId, task }) =>
      kind === "approval" ? (
        <Link to="/approvals" search={{ run: runId, task } as never} className="cut" title={reason}>
          {reason}
        </Link>
      ) : (
        <span className="cut" title={reason}>
          <WithInstants text={reason} />
        </span>
      ),
  },
  {
    id: "since",
    header: "Since",
    width: "110px",
    cell: ({ since }) => <TimeText at={since} />,
    sort: ({ since }) => instantMs(since),
  },
  {
    id: "until",
    header: "Until",
    width: "120px",
    cell: ({ until, deadline }) => <TimeText at={until ?? deadline} />,
    sort: ({ until, deadline }) => instantMs(until ?? deadline),
  },
];

/** What waits for something that is no place on a machine: a time, a dataset, a person, another run. */
export function WaitsScreen() {
  const navigate = useNavigate();
  const { data, error, retry } = useWatch("RunService/WatchWaits", { pageSize: 1000 });
  const [kind, setKind] = useState("all");
  const waits = useMemo(() => (data?.waits ?? []).filter((each) => kind === "all" || each.kind === kind), [data, kind]);
  return (
    <div className={styles.screen}>
      <PageHead
        title="Waits"
        facts={[data === undefined ? "asking…" : plural(data.waits.length, "task waits", "tasks wait")]}
      />
      {error !== null && data === undefined && <ErrorPanel error={error} onRetry={retry} />}
      {data !== undefined && data.waits.length > 0 && (
        <SegmentedControl
          size="xs"
          aria-label="Waits for"
          className={styles.kinds ?? ""}
          data={[
            { value: "all", label: "all" },
            ...Object.entries(kinds).map(([value, { word }]) => ({ value, label: word })),
          ]}
          value={kind}
          onChange={setKind}
        />
      )}
      {data === undefined && error === null && <RowSkeletons rows={6} />}
      {data?.waits.length === 0 && (
        <EmptyState icon="hourglass" title="Nothing waits" command="troupe explain @latest">
          Steps that wait for a time, a dataset, an answer or another run are listed here. They hold no machine
          meanwhile.
        </EmptyState>
      )}
      {data !== undefined && data.waits.length > 0 && (
        <Panel flush className={styles.table}>
          <DataTable
            label="Tasks that wait"
            items={waits}
            columns={columns}
            keyOf={({ runId, task }) => `${runId} ${task}`}
            onOpen={({ runId, task }) =>
              void navigate({ to: "/runs/$runId", params: { runId }, search: { task } as never })
            }
            empty={<EmptyState icon="hourglass" title="Nothing waits for that" />}
          />
        </Panel>
      )}
    </div>
  );
}
