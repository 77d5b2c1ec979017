import { Link } from "@tanstack/react-router";
import type { Task } from "../../../api/messages.ts";
import { useCall } from "../../../api/use-call.ts";
import { CodeBlock } from "../../../components/code-block.tsx";
import { Icon } from "../../../components/icons/icon.tsx";
import { Skeleton } from "../../../components/skeletons.tsx";
import { formatBytes } from "../../../format/bytes.ts";
import { shortDigest } from "../../../format/ids.ts";
import { pretty } from "../head/params-text.tsx";
import { useRunId } from "../run-store.ts";
import { artifactsIn } from "./artifacts-in.ts";
import styles from "./task-panel.module.css";

/** What it was given, and what it yielded. The watch leaves both out; they are asked for when a reader looks. */
export function TaskValues({ task }: { readonly task: Task }) {
  const runId = useRunId();
  // Anew with each state: inputs are there once the task is queued, the output once it has succeeded.
  const request = { runId, names: [task.name] };
  const isReal = !task.name.endsWith("[]") && task.state !== "TASK_STATE_PENDING";
  const { data } = useCall("RunService/ListTasks", request, {
    enabled: isReal,
    staleMs: 1_000,
    everyMs: isFinal(task) ? 0 : 5_000,
  });
  const full = data?.tasks[0];
  if (!isReal) return null;
  return (
    <>
      <Value title="Inputs" json={full?.inputsJson} />
      {task.state === "TASK_STATE_SUCCEEDED" && <Value title="Output" json={full?.outputJson} />}
    </>
  );
}

function isFinal({ state }: Task): boolean {
  return state === "TASK_STATE_SUCCEEDED" || state === "TASK_STATE_FAILED";
}

function Value({ title, json }: { readonly title: string; readonly json: string | undefined }) {
  if (json === "" || json === "{}") return null;
  const artifacts = json === undefined ? [] : artifactsIn(json);
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {json === undefined ? (
        <Skeleton height="40px" />
      ) : (
        <CodeBlock text={shorten(pretty(json))} label={`Copy the ${title.toLowerCase()}`} maxLines={10} />
      )}
      {artifacts.length > 0 && (
        <ul className={styles.artifacts}>
          {artifacts.map(({ path, kind, digest, size }) => (
            <li key={path}>
              <Link to="/artifacts/$digest" params={{ digest }} search={{ name: path }}>
                <Icon name="artifact" size={13} /> {path || "the value"}
              </Link>
              <span className="dim">
                {kind} · {formatBytes(size)} · <span className="mono">{shortDigest(digest)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const shownCharacters = 20_000;

/** A megabyte in one element makes the whole page slow. */
function shorten(text: string): string {
  if (text.length <= shownCharacters) return text;
  return `${text.slice(0, shownCharacters)}\n… ${text.length - shownCharacters} more characters`;
}
