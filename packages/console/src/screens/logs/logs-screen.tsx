/** The log of one task on a page of its own. */
import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { CallError } from "../../api/call-error.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { shortId } from "../../format/ids.ts";
import type { LogOptions } from "./log-options.ts";
import styles from "./logs-screen.module.css";
import { TaskLog } from "./task-log.tsx";
import { useTask } from "./use-task.ts";

const route = getRouteApi("/runs/$runId/logs/$task");

/** Of a task that the run has yet to tell of: its log is read meanwhile. */
const unknown = { state: "TASK_STATE_UNSPECIFIED", attempts: [] } as const;

export function LogsScreen() {
  const { runId, task: name } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const { state, failure } = useTask(runId, name);
  const { run, task } = state;
  const onOptions = useCallback(
    (options: LogOptions) =>
      void navigate({
        to: "/runs/$runId/logs/$task",
        params: { runId, task: name },
        search: options,
        replace: true,
        resetScroll: false,
      }),
    [navigate, runId, name],
  );
  const href = useCallback(
    (options: LogOptions) =>
      router.buildLocation({ to: "/runs/$runId/logs/$task", params: { runId, task: name }, search: options }).href,
    [router, runId, name],
  );
  return (
    <div className={styles.screen}>
      <PageHead
        title={name}
        crumbs={[
          ...(run === undefined
            ? []
            : [{ label: run.pipeline, link: { to: "/pipelines/$name", params: { name: run.pipeline } } as const }]),
          { label: `Run ${shortId(runId)}`, link: { to: "/runs/$runId", params: { runId } } },
        ]}
        badge={task !== undefined && <StateBadge state={task.state} />}
      />
      {failure !== undefined ? (
        <ErrorPanel error={new CallError(failure)} />
      ) : task === undefined && state.isWhole ? (
        <EmptyState icon="logs" title={`The run has no task “${name}” yet`} command={`troupe describe ${runId}`}>
          Tasks of a map or a loop appear once it is known how many there are.
        </EmptyState>
      ) : (
        <TaskLog
          runId={runId}
          task={task ?? { ...unknown, name }}
          isKnown={task !== undefined}
          options={search}
          onOptions={onOptions}
          href={href}
        />
      )}
    </div>
  );
}
