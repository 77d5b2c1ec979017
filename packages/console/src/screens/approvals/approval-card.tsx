import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Approval } from "../../api/messages.ts";
import { useCall } from "../../api/use-call.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { shortId } from "../../format/ids.ts";
import { instantMs } from "../../format/times.ts";
import styles from "./approvals.module.css";

export interface ApprovalCardProps {
  readonly approval: Approval;
  /** The address names it. */
  readonly isMeant: boolean;
  readonly onAnswer: (approval: Approval, approves: boolean) => void;
}

/** A question of a run, with what it was given to decide by. */
export function ApprovalCard({ approval, isMeant, onAnswer }: ApprovalCardProps) {
  const { runId, pipeline, task, ask, approvers, askedAt, deadline } = approval;
  const card = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState(isMeant);
  useEffect(() => {
    if (isMeant) card.current?.scrollIntoView({ block: "nearest" });
  }, [isMeant]);
  return (
    <article ref={card} className={styles.card} data-meant={isMeant} aria-label={`${task} of ${pipeline}`}>
      <header className={styles.cardHead}>
        <h2>
          <Link to="/runs/$runId" params={{ runId }} search={{ task } as never}>
            {task}
          </Link>
        </h2>
        <span className="dim">
          of{" "}
          <Link to="/pipelines/$name" params={{ name: pipeline }} className="in-text">
            {pipeline}
          </Link>
          , run <span className="mono">{shortId(runId)}</span>
        </span>
        <span className={`dim ${styles.asked}`}>
          asked <TimeText at={askedAt} />
        </span>
      </header>
      <p className={styles.question}>{ask}</p>
      <div className={styles.cardFoot}>
        <span className={styles.who}>
          <Icon name="approval" size={14} />
          {approvers.length === 0 ? "anybody may answer" : approvers.join(", ")}
        </span>
        {instantMs(deadline) !== undefined && (
          <span className={styles.who}>
            <Icon name="hourglass" size={14} />
            decided without an answer <TimeText at={deadline} />
          </span>
        )}
        <button type="button" className={styles.more} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          <Icon name={opened ? "down" : "chevron"} size={12} /> What it was given
        </button>
        <span className={styles.buttons}>
          <Button variant="default" size="xs" onClick={() => onAnswer(approval, false)}>
            Reject…
          </Button>
          <Button size="xs" onClick={() => onAnswer(approval, true)}>
            Approve…
          </Button>
        </span>
      </div>
      {opened && <Given runId={runId} task={task} />}
    </article>
  );
}

function Given({ runId, task }: { readonly runId: string; readonly task: string }) {
  const { data, error, refetch } = useCall("RunService/ListTasks", { runId, names: [task] }, { staleMs: 60_000 });
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <RowSkeletons rows={2} height={24} />;
  const inputs = data.tasks[0]?.inputsJson ?? "";
  if (inputs === "" || inputs === "{}") return <p className="dim">Nothing but the question.</p>;
  return <CodeBlock text={pretty(inputs)} label="Copy what it was given" maxLines={16} />;
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
