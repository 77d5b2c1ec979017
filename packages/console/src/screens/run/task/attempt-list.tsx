import { Link } from "@tanstack/react-router";
import type { Attempt, Task } from "../../../api/messages.ts";
import { StateBadge } from "../../../components/state-badge.tsx";
import { DurationText, TimeText } from "../../../components/time-text.tsx";
import { formatBytes } from "../../../format/bytes.ts";
import { describeExit } from "../../../format/exits.ts";
import { TraceLink } from "../head/trace-link.tsx";
import { useRun } from "../run-store.ts";
import styles from "./task-panel.module.css";

/** Newest first. */
export function AttemptList({ task }: { readonly task: Task }) {
  return (
    <ol className={styles.attempts}>
      {task.attempts.toReversed().map((attempt) => (
        <li key={attempt.number}>
          <Line task={task.name} attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

function Line({ task, attempt }: { readonly task: string; readonly attempt: Attempt }) {
  const { runId, traceId } = useRun();
  const { number, agent, exitClass, queuedAt, assignedAt, startedAt, endedAt } = attempt;
  const exit = exitClass === "EXIT_CLASS_SUCCESS" ? undefined : describeExit(attempt);
  return (
    <>
      <p className={styles.attemptHead}>
        <Link to="/runs/$runId/logs/$task" params={{ runId, task }} search={{ attempt: number }}>
          {number}
        </Link>
        {exitClass === "EXIT_CLASS_UNSPECIFIED" ? null : <StateBadge state={exitClass} look="plain" />}
        {agent !== "" && (
          <Link to="/agents/$id" params={{ id: agent }} className="cut">
            {agent}
          </Link>
        )}
        <span className={styles.took}>
          {startedAt === undefined ? "not started" : <DurationText from={startedAt} to={endedAt} />}
        </span>
      </p>
      <p className="dim">
        Queued <TimeText at={queuedAt} as="clock" />
        {assignedAt !== undefined && (
          <>
            , waited <DurationText from={queuedAt} to={assignedAt} />
          </>
        )}
        {startedAt !== undefined && (
          <>
            , made ready in <DurationText from={assignedAt} to={startedAt} />
          </>
        )}{" "}
        {/* By the id that its span has (docs/telemetry.md): this attempt, and no other. */}
        <TraceLink traceId={traceId} span={`${task}/${number}`} />
      </p>
      {attempt.devices.length > 0 && <p className="dim mono">{attempt.devices.join(", ")}</p>}
      {attempt.memoryBytes > 0 && <p className="dim">Given {formatBytes(attempt.memoryBytes)} of memory</p>}
      {attempt.resumedFrom !== undefined && (
        <p className="dim">
          Went on from a checkpoint
          {attempt.resumedFrom.step !== undefined && ` of step ${attempt.resumedFrom.step}`}
        </p>
      )}
      {attempt.fired.map((firing) => (
        <p key={`${firing.rule} ${firing.at}`} className={styles.fired}>
          {firing.message}: {firing.action}
        </p>
      ))}
      {attempt.message !== "" && <p className={styles.message}>{attempt.message}</p>}
      {exit !== undefined && <p className="dim">{exit}</p>}
    </>
  );
}
