import type { Task } from "../../../api/messages.ts";
import { useCall } from "../../../api/use-call.ts";
import { WithInstants } from "../../../components/with-instants.tsx";
import { useRunId } from "../run-store.ts";
import styles from "./why.module.css";

/** Why a task is not running, in one sentence; of one that runs, what it says of its progress. */
export function WhyText({ task }: { readonly task: Task }) {
  if (task.state === "TASK_STATE_QUEUED") return <QueuedText task={task} />;
  if (task.state === "TASK_STATE_RUNNING") return <ProgressText task={task} />;
  if (task.failure !== undefined) return <span title={task.failure.message}>{firstLine(task.failure.message)}</span>;
  return (
    <span className="dim" title={task.reason}>
      <WithInstants text={task.reason} />
    </span>
  );
}

/** Only placement knows what a task in the queue waits for; it is asked for the rows that are in sight. */
function QueuedText({ task }: { readonly task: Task }) {
  const runId = useRunId();
  const { data } = useCall("RunService/ExplainTask", { runId, task: task.name }, { everyMs: 5_000 });
  const text = data?.summary ?? task.reason;
  return (
    <span className="dim" title={text}>
      {text}
    </span>
  );
}

function ProgressText({ task: { progress } }: { readonly task: Task }) {
  if (progress === undefined) return null;
  const percent = Math.round(progress.fraction * 100);
  return (
    <span className={styles.progress}>
      <progress max={100} value={percent} aria-label="Progress" />
      <span className="figures">{percent} %</span>
      <span className="dim cut">{progress.message}</span>
    </span>
  );
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
