import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Task } from "../../../api/messages.ts";
import { useKeys } from "../../../app/keys/use-keys.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { IconButton } from "../../../components/icon-button.tsx";
import { Icon } from "../../../components/icons/icon.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { TimeText } from "../../../components/time-text.tsx";
import { describeExit } from "../../../format/exits.ts";
import { isEndedTask } from "../../../format/states.ts";
import { EndTaskDialog } from "../actions/end-task-dialog.tsx";
import { RerunDialog } from "../actions/rerun-dialog.tsx";
import { TraceLink } from "../head/trace-link.tsx";
import { useIsLive, useRun, useTask } from "../run-store.ts";
import { useRunSearch } from "../use-run-search.ts";
import { WhyPanel } from "../why/why-panel.tsx";
import { AttemptList } from "./attempt-list.tsx";
import { OriginText } from "./origin-text.tsx";
import styles from "./task-panel.module.css";
import { TaskValues } from "./task-values.tsx";

/** What is known of one task, beside the view that it was chosen in. */
export function TaskPanel({ name }: { readonly name: string }) {
  const task = useTask(name);
  const { change } = useRunSearch();
  const close = () => change({ task: undefined, attempt: undefined });
  useKeys([{ keys: "Escape", does: "Close the task", group: "This run", run: close }]);
  return (
    <aside className={styles.panel} aria-label={`Task ${name}`}>
      <header className={styles.head}>
        <h2 title={name}>{name}</h2>
        {task !== undefined && <StateBadge state={task.state} />}
        <IconButton icon="cross" label="Close" title="Close (Esc)" className={styles.close} onClick={close} />
      </header>
      <div className={styles.body}>
        {task === undefined ? (
          <EmptyState icon="question" title="The run has no such task">
            It may come once what is before it has ended.
          </EmptyState>
        ) : (
          <Content task={task} />
        )}
      </div>
    </aside>
  );
}

function Content({ task }: { readonly task: Task }) {
  const isOver = isEndedTask(task.state);
  const waits = !isOver && task.state !== "TASK_STATE_RUNNING";
  return (
    <>
      <TaskActions task={task} isOver={isOver} />
      {waits && (
        <Part title="Why it is waiting">
          <WhyPanel task={task} />
        </Part>
      )}
      {task.state === "TASK_STATE_RUNNING" && task.progress !== undefined && (
        <Part title="Progress">
          <p>
            <span className="figures">{Math.round(task.progress.fraction * 100)} %</span> {task.progress.message}
          </p>
        </Part>
      )}
      {task.failure !== undefined && (
        <Part title="Why it failed">
          <p className={styles.message}>{task.failure.message}</p>
          <p className="dim">
            <span className="mono">{task.failure.code}</span> {describeExit(task.failure)}
          </p>
        </Part>
      )}
      {isOver && task.failure === undefined && task.reason !== "" && (
        <Part title="Why">
          <p>{task.reason}</p>
        </Part>
      )}
      {task.origin !== undefined && (
        <Part title="Where its result comes from">
          <OriginText origin={task.origin} />
        </Part>
      )}
      {task.attempts.length > 0 && (
        <Part title={task.attempts.length === 1 ? "Attempt" : "Attempts"}>
          <AttemptList task={task} />
        </Part>
      )}
      <TaskValues task={task} />
      <dl className={styles.facts}>
        <div>
          <dt>Step</dt>
          <dd className="mono">{task.step}</dd>
        </div>
        <div>
          <dt>Kind</dt>
          <dd>{task.kind}</dd>
        </div>
        {task.dueAt !== undefined && (
          <div>
            <dt>All attempts until</dt>
            <dd>
              <TimeText at={task.dueAt} as="clock" />
            </dd>
          </div>
        )}
        {task.uncached !== "" && (
          <div>
            <dt>Not from the cache</dt>
            <dd>{task.uncached}</dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function TaskActions({ task, isOver }: { readonly task: Task; readonly isOver: boolean }) {
  const { runId, traceId } = useRun();
  const isLive = useIsLive();
  const [open, setOpen] = useState<"end" | "rerun" | null>(null);
  const close = () => setOpen(null);
  const isReal = !task.name.endsWith("[]");
  return (
    <div className={styles.actions}>
      {task.attempts.length > 0 && (
        <Link to="/runs/$runId/logs/$task" params={{ runId, task: task.name }} className={styles.link}>
          <Icon name="logs" size={13} /> Logs
        </Link>
      )}
      {task.attempts.length > 0 && (
        <Link to="/runs/$runId" params={{ runId }} search={{ tab: "metrics", task: task.name }} className={styles.link}>
          <Icon name="chart" size={13} /> Metrics
        </Link>
      )}
      {task.kind === "approval" && task.state === "TASK_STATE_WAITING" && (
        <Link to="/approvals" search={{ run: runId, task: task.name }} className={styles.link}>
          <Icon name="approval" size={13} /> Answer
        </Link>
      )}
      <TraceLink traceId={traceId} span={task.name} />
      {isLive && !isOver && isReal && (
        <Button size="compact-xs" variant="default" ml="auto" onClick={() => setOpen("end")}>
          End it…
        </Button>
      )}
      {!isLive && isReal && (
        <Button size="compact-xs" variant="default" ml="auto" onClick={() => setOpen("rerun")}>
          Run again from here…
        </Button>
      )}
      {open === "end" && <EndTaskDialog task={task.name} onClose={close} />}
      {open === "rerun" && <RerunDialog from={task.name} onClose={close} />}
    </div>
  );
}
