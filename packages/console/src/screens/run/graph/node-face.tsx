import { memo } from "react";
import { Icon } from "../../../components/icons/icon.tsx";
import type { IconName } from "../../../components/icons/icon-shapes.ts";
import { DurationText } from "../../../components/time-text.tsx";
import { plural } from "../../../format/numbers.ts";
import { isEndedTask, lookOf } from "../../../format/states.ts";
import type { BoxKind, GraphNode } from "../../../graph/graph-model.ts";
import { leadingState, readSummary, summarize } from "../model/summary.ts";
import { useRunPart, useTask } from "../run-store.ts";
import { useRunSearch } from "../use-run-search.ts";
import styles from "./node-face.module.css";
import { SummaryBar } from "./summary-bar.tsx";

export interface NodeFaceProps {
  readonly node: GraphNode;
  readonly toggle: () => void;
}

export const NodeFace = memo(function NodeFace({ node, toggle }: NodeFaceProps) {
  if (node.kind === "task") return <TaskFace node={node} />;
  if (node.kind === "more") return <div className={styles.more}>{node.label}: see them under Tasks</div>;
  return node.children === undefined ? (
    <ClosedBox node={node} toggle={toggle} />
  ) : (
    <OpenBox node={node} toggle={toggle} />
  );
});

function TaskFace({ node }: { readonly node: GraphNode }) {
  const name = node.tasks[0] ?? node.id;
  const task = useTask(name);
  const { search } = useRunSearch();
  const look = lookOf(task?.state ?? "TASK_STATE_PENDING");
  const attempt = task?.attempts.at(-1);
  const isOver = task !== undefined && isEndedTask(task.state);
  return (
    <div className={`tone-${look.tone} ${styles.task}`} data-state={look.word} data-selected={search.task === name}>
      <span className={styles.icon}>
        <Icon name={look.icon} size={15} />
      </span>
      <span className={styles.words}>
        <span className={styles.name} title={name}>
          {node.label}
        </span>
        <span className={styles.sub}>
          {look.word}
          {attempt?.startedAt !== undefined && (
            <>
              {" · "}
              <DurationText from={attempt.startedAt} to={attempt.endedAt ?? (isOver ? attempt.startedAt : undefined)} />
            </>
          )}
          {task !== undefined && task.attempts.length > 1 && ` · attempt ${task.attempts.length}`}
          {task?.origin !== undefined &&
            ` · from ${task.origin.kind === "rerun" ? "an earlier run" : `a ${task.origin.kind}`}`}
        </span>
      </span>
      {task?.state === "TASK_STATE_RUNNING" && task.progress !== undefined && (
        <span className={styles.progress} style={{ width: `${Math.round(task.progress.fraction * 100)}%` }} />
      )}
    </div>
  );
}

const icons: Readonly<Record<BoxKind, IconName>> = {
  map: "table",
  loop: "retry",
  round: "dot",
  branch: "branch",
  gate: "approval",
  arm: "chevron",
  group: "grid",
  finalizer: "check",
};

function ClosedBox({ node, toggle }: NodeFaceProps) {
  const counted = readSummary(useRunPart((view) => summarize(view.tasks, node.tasks)));
  const look = lookOf(leadingState(counted));
  const [first] = counted;
  return (
    <div className={`tone-${look.tone} ${styles.closed}`} data-state={look.word}>
      <span className={styles.boxHead}>
        <Icon name={icons[node.kind as BoxKind]} size={13} />
        <span className={styles.name}>{node.label}</span>
        {node.isBox && <Opener node={node} toggle={toggle} />}
      </span>
      <SummaryBar counted={counted} />
      <span className={styles.sub}>
        {node.kind} of {plural(node.tasks.length, "task")}
        {first !== undefined && `, ${first.count} ${lookOf(first.state).word}`}
      </span>
    </div>
  );
}

function OpenBox({ node, toggle }: NodeFaceProps) {
  const counted = readSummary(useRunPart((view) => summarize(view.tasks, node.tasks)));
  const look = lookOf(leadingState(counted));
  const isSkipped = counted.length === 1 && counted[0]?.state === "TASK_STATE_SKIPPED";
  return (
    <div className={`tone-${look.tone} ${styles.open}`} data-kind={node.kind} data-skipped={isSkipped}>
      <span className={styles.boxHead}>
        <Icon name={icons[node.kind as BoxKind]} size={13} />
        <span className={styles.name}>{node.label}</span>
        <span className={styles.kind}>
          {node.kind === "arm" ? (isSkipped ? "not taken" : "") : node.kind === "round" ? "" : node.kind}
        </span>
        {node.isBox && <Opener node={node} toggle={toggle} />}
      </span>
    </div>
  );
}

function Opener({ node, toggle }: NodeFaceProps) {
  const isOpen = node.children !== undefined;
  const label = isOpen ? `Close ${node.label}` : `Open ${node.label}`;
  return (
    <button
      type="button"
      className={`${styles.opener} nopan`}
      title={label}
      aria-expanded={isOpen}
      tabIndex={-1}
      onClick={toggle}
    >
      <Icon name={isOpen ? "minus" : "plus"} size={12} label={label} />
    </button>
  );
}
