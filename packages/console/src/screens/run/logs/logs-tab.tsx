import { useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Task } from "../../../api/messages.ts";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import type { LogOptions } from "../../logs/log-options.ts";
import { TaskLog } from "../../logs/task-log.tsx";
import { useRunId, useRunView } from "../run-store.ts";
import { useRunSearch } from "../use-run-search.ts";
import styles from "./logs-tab.module.css";
import { taskToRead } from "./task-to-read.ts";

/** The log of one task, and beside it the tasks that have one. */
export function LogsTab() {
  const runId = useRunId();
  const { tasks } = useRunView();
  const { search, change } = useRunSearch();
  const withLogs = useMemo(() => [...tasks.values()].filter(({ attempts }) => attempts.length > 0), [tasks]);
  const task = tasks.get(search.task ?? "") ?? taskToRead(withLogs);
  if (task === undefined)
    return (
      <EmptyState icon="logs" title="Nothing has been written yet" command={`troupe logs -f ${runId}`}>
        What tasks write stands here as soon as the first of them runs.
      </EmptyState>
    );
  return (
    <div className={styles.tab}>
      <div className={styles.tasks}>
        <DataTable
          label="Tasks with a log"
          items={withLogs}
          columns={columns}
          keyOf={({ name }) => name}
          rowHeight={30}
          selectedKey={task.name}
          onOpen={({ name }) => change({ task: name, attempt: undefined, line: undefined })}
        />
      </div>
      <div className={styles.log}>
        <OfTask key={task.name} task={task} />
      </div>
    </div>
  );
}

const columns: readonly Column<Task>[] = [
  {
    id: "state",
    header: <span className="unseen">State</span>,
    width: "16px",
    cell: ({ state }) => <StateBadge state={state} look="icon" />,
  },
  { id: "name", header: "Task", width: "minmax(0, 1fr)", cell: ({ name }) => <span title={name}>{name}</span> },
];

function OfTask({ task }: { readonly task: Task }) {
  const runId = useRunId();
  const router = useRouter();
  const { search, change } = useRunSearch();
  const { name } = task;
  const onOptions = useCallback(
    (options: LogOptions) => change({ ...noOptions, ...options, task: name }),
    [change, name],
  );
  const href = useCallback(
    (options: LogOptions) =>
      router.buildLocation({ to: "/runs/$runId", params: { runId }, search: { tab: "logs", task: name, ...options } })
        .href,
    [router, runId, name],
  );
  return <TaskLog runId={runId} task={task} options={search} onOptions={onOptions} href={href} isFlush />;
}

/** What an option that is not given any more takes out of the address. */
const noOptions = {
  attempt: undefined,
  stream: undefined,
  line: undefined,
  q: undefined,
  regex: undefined,
  case: undefined,
  level: undefined,
  hits: undefined,
  wrap: undefined,
  times: undefined,
} as const;
