import { Link } from "@tanstack/react-router";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { shortId } from "../../format/ids.ts";
import styles from "./cell-detail.module.css";
import { cellText } from "./cell-look.ts";
import { cellOf, type GridData, type GridRow } from "./grid-model.ts";

export interface CellDetailProps {
  readonly data: GridData;
  readonly row: GridRow | undefined;
  /** -1: none. */
  readonly column: number;
}

const legend = [
  ["TASK_STATE_SUCCEEDED", ""],
  ["TASK_STATE_FAILED", "cross"],
  ["TASK_STATE_RUNNING", "dot"],
  ["TASK_STATE_WAITING", "bars"],
  ["TASK_STATE_SKIPPED", "dash"],
  ["TASK_STATE_CANCELLED", "slash"],
  ["TASK_STATE_PENDING", "ring"],
] as const;

/** Below the grid: what the chosen cell is, and where to look at it closely; before one is chosen, what the signs mean. */
export function CellDetail({ data, row, column }: CellDetailProps) {
  const run = data.runs[column];
  if (row === undefined || run === undefined)
    return (
      <footer className={styles.detail}>
        <ul className={styles.legend}>
          {legend.map(([state]) => (
            <li key={state}>
              <StateBadge state={state} look="plain" />
            </li>
          ))}
        </ul>
        <span className={styles.hint}>Choose a cell, or move with the arrow keys; Enter opens its run</span>
      </footer>
    );
  const cell = cellOf(run, row);
  const [step] = row.steps;
  const { runId, createdAt } = run.run;
  return (
    <footer className={styles.detail} aria-live="polite">
      <strong>{row.label}</strong>
      {cell === undefined ? (
        <span className="dim">not in this version</span>
      ) : (
        <>
          <StateBadge state={cell.state} />
          <span className="figures">{cellText(cell)}</span>
        </>
      )}
      <span className={styles.run}>
        run{" "}
        <Link to="/runs/$runId" params={{ runId }}>
          <code>{shortId(runId)}</code>
        </Link>
        , <TimeText at={createdAt} />
      </span>
      {step !== undefined && cell !== undefined && (
        <Link to="/runs/$runId" params={{ runId }} search={{ tab: "table", q: step }}>
          {row.isGroup ? "Its tasks" : "The task in its run"}
        </Link>
      )}
    </footer>
  );
}
