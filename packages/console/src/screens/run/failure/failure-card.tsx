import { failureAdvice } from "virtual:failure-advice";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Failure, Task } from "../../../api/messages.ts";
import { CodeBlock } from "../../../components/code-block.tsx";
import { IconButton } from "../../../components/icon-button.tsx";
import { Icon } from "../../../components/icons/icon.tsx";
import { Skeleton } from "../../../components/skeletons.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { describeExit } from "../../../format/exits.ts";
import { plural } from "../../../format/numbers.ts";
import { isLiveRun } from "../../../format/states.ts";
import { RerunDialog } from "../actions/rerun-dialog.tsx";
import { TraceLink } from "../head/trace-link.tsx";
import { useRun, useRunView } from "../run-store.ts";
import { useRunSearch } from "../use-run-search.ts";
import { adviceFor, whatNext } from "./advice.ts";
import styles from "./failure-card.module.css";
import { readLastLines } from "./last-lines.ts";
import { WithCode } from "./with-code.tsx";

/** On top of a run in which something has failed: what, why, what happens next and what to do. */
export function FailureCard() {
  const { run, tasks } = useRunView();
  const failed = [...tasks.values()].filter(({ state }) => state === "TASK_STATE_FAILED");
  const failure = run?.failure ?? failed[0]?.failure;
  if (run === undefined || failure === undefined) return null;
  return <Card failure={failure} task={tasks.get(failure.task)} failed={failed} />;
}

interface CardProps {
  readonly failure: Failure;
  /** Absent where no task failed, but a decision. */
  readonly task: Task | undefined;
  readonly failed: readonly Task[];
}

function Card({ failure, task, failed }: CardProps) {
  const { state, traceId } = useRun();
  const { tasks } = useRunView();
  const { change } = useRunSearch();
  const { search } = useRunSearch();
  const [rerun, setRerun] = useState(false);
  // Where a reader looks at something else it says what failed, and the rest when it is asked.
  const [choice, setOpen] = useState<boolean>();
  const isOpen = choice ?? (search.tab === undefined || search.tab === "graph");
  const isLive = isLiveRun(state);
  const exit = describeExit(failure);
  const others = failed.length - (task === undefined ? 0 : 1);
  return (
    <section className={styles.card} aria-label="Why the run failed">
      <header className={styles.head}>
        <StateBadge state={failure.exitClass} />
        <h2>
          <button type="button" onClick={() => change({ task: failure.task }, false)}>
            {failure.task || "The run"}
          </button>{" "}
          failed
          {others > 0 && <span className={styles.others}> and {plural(others, "other task")} as well</span>}
        </h2>
        <span className={styles.code}>{failure.code}</span>
        {!isOpen && <span className={`cut ${styles.short}`}>{failure.message.split("\n", 1)[0]}</span>}
        {!isLive && (
          <Button size="xs" ml="auto" leftSection={<Icon name="retry" size={14} />} onClick={() => setRerun(true)}>
            Run again from here
          </Button>
        )}
        <IconButton
          icon={isOpen ? "up" : "down"}
          label={isOpen ? "Show less" : "Show more"}
          size="s"
          iconSize={14}
          expanded={isOpen}
          className={styles.fold}
          onClick={() => setOpen(!isOpen)}
        />
      </header>
      {isOpen && (
        <div className={styles.columns}>
          <div className={styles.facts}>
            <dl>
              <Fact name="What happened">
                <span className={styles.message}>{failure.message}</span>
                {exit !== undefined && <span className={styles.exit}>{exit}</span>}
              </Fact>
              <Fact name="What happens next">{whatNext(task, tasks.values(), isLive)}</Fact>
              <Fact name="What to do">
                <WithCode text={adviceFor(failureAdvice, failure)} />
              </Fact>
            </dl>
            {task !== undefined && (
              <p className={styles.links}>
                <LogsLink task={task} />
                <TraceLink traceId={traceId} span={task.name} />
              </p>
            )}
          </div>
          {task !== undefined && task.attempts.length > 0 && <Lines task={task} />}
        </div>
      )}
      {rerun && <RerunDialog onClose={() => setRerun(false)} />}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function LogsLink({ task }: { readonly task: Task }) {
  const { runId } = useRun();
  const attempt = task.attempts.at(-1)?.number;
  return (
    <Link
      to="/runs/$runId/logs/$task"
      params={{ runId, task: task.name }}
      search={attempt === undefined ? {} : { attempt }}
    >
      <Icon name="logs" size={12} /> All of its log
    </Link>
  );
}

const lines = 20;

function Lines({ task }: { readonly task: Task }) {
  const { runId } = useRun();
  const attempt = task.attempts.at(-1)?.number ?? 0;
  const { data, error } = useQuery({
    queryKey: ["last-lines", runId, task.name, attempt, task.state],
    queryFn: ({ signal }) => readLastLines({ runId, task: task.name, attempt }, lines, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className={styles.log}>
      <p>
        {data === null || error !== null ? "Its log" : `Last lines of its ${data?.stream ?? "log"}`}
        {task.attempts.length > 1 && `, attempt ${attempt}`}
      </p>
      {data === undefined && error === null && <Skeleton height="120px" />}
      {data === null && <p className="dim">It wrote nothing.</p>}
      {error !== null && <p className="dim">It could not be read: {error.message}</p>}
      {data && <CodeBlock text={data.text} label="Copy the lines" maxLines={9} />}
    </div>
  );
}
