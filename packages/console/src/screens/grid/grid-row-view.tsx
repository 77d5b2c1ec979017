import { memo } from "react";
import { Icon } from "../../components/icons/icon.tsx";
import { shortId } from "../../format/ids.ts";
import { plural } from "../../format/numbers.ts";
import { cellText } from "./cell-look.ts";
import { cellOf, type GridRow, type GridRun } from "./grid-model.ts";
import styles from "./grid-view.module.css";
import { measures } from "./measures.ts";
import type { Place } from "./next-place.ts";

export interface GridRowViewProps {
  readonly row: GridRow;
  /** Among all rows. */
  readonly place: number;
  /** Its column that is chosen, if it is in this row: -1 is its name. */
  readonly column: number | undefined;
  /** The run of that column. */
  readonly run: GridRun | undefined;
}

export function cellId({ row, column }: Place): string {
  return `cell-${row}-${column}`;
}

const { cell: size, names, head } = measures;

/** The name of a step, or of a group of them, and the cell of it that is chosen. */
export const GridRowView = memo(function GridRowView({ row, place, column, run }: GridRowViewProps) {
  const { label, note, isGroup, isOpen, depth, steps } = row;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed by hand are no rows of a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and says which cell is meant
    <div
      role="row"
      aria-rowindex={place + 2}
      className={styles.row}
      style={{ transform: `translateY(${head + place * size}px)` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <div
        id={cellId({ row: place, column: -1 })}
        role="rowheader"
        aria-colindex={1}
        aria-expanded={isGroup ? isOpen : undefined}
        className={styles.name}
        data-group={isGroup}
        data-chosen={column === -1}
        style={{ paddingLeft: 12 + depth * 16 }}
        title={note === "" ? label : `${label} (${note})`}
      >
        {isGroup && <Icon name={isOpen ? "down" : "chevron"} size={12} />}
        <span className={styles.label}>{label}</span>
        <span className={styles.note}>{isGroup ? `${note}, ${plural(steps.length, "step")}` : note}</span>
      </div>
      {column !== undefined && column >= 0 && run !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: see above
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        <div
          id={cellId({ row: place, column })}
          role="gridcell"
          aria-colindex={column + 2}
          aria-selected="true"
          aria-label={spoken(row, run)}
          className={styles.chosen}
          style={{ left: names + column * size }}
        />
      )}
    </div>
  );
});

function spoken(row: GridRow, run: GridRun): string {
  const cell = cellOf(run, row);
  return `${row.label} in run ${shortId(run.run.runId)}: ${cell === undefined ? "not in this version" : cellText(cell)}`;
}
