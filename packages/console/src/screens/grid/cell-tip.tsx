import { type Ref, useImperativeHandle, useState } from "react";
import { StateBadge } from "../../components/state-badge.tsx";
import { shortId } from "../../format/ids.ts";
import { formatDay, instantMs } from "../../format/times.ts";
import { cellText } from "./cell-look.ts";
import styles from "./cell-tip.module.css";
import { cellOf, type GridRow, type GridRun } from "./grid-model.ts";

export interface Pointed {
  readonly row: GridRow;
  readonly run: GridRun;
  /** Of the pointer, in the window. */
  readonly x: number;
  readonly y: number;
}

export interface CellTipHandle {
  /** Null: nothing is pointed at. */
  readonly show: (pointed: Pointed | null) => void;
}

/** What the cell below the pointer is. It holds its own state, so that nothing else is drawn while the pointer moves. */
export function CellTip({ ref }: { readonly ref: Ref<CellTipHandle> }) {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useImperativeHandle(
    ref,
    () => ({
      show: (next) => setPointed((before) => (before?.row === next?.row && before?.run === next?.run ? before : next)),
    }),
    [],
  );
  if (pointed === null) return null;
  const { row, run, x, y } = pointed;
  const cell = cellOf(run, row);
  const isRight = x > innerWidth - 320;
  return (
    <div
      className={styles.tip}
      style={{ left: isRight ? x - 16 : x + 16, top: y + 16, translate: isRight ? "-100% 0" : undefined }}
      aria-hidden="true"
    >
      <p className={styles.title}>{row.label}</p>
      {cell === undefined ? (
        <p className="dim">not in this version</p>
      ) : (
        <p>
          <StateBadge state={cell.state} look="icon" /> {cellText(cell)}
        </p>
      )}
      <p className="dim">
        {shortId(run.run.runId)} · {formatDay(instantMs(run.run.createdAt) ?? 0)}
      </p>
    </div>
  );
}
