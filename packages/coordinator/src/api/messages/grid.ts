/** A run grid as it stands on the wire. */
import type { GridCell, GridColumn, RunGrid } from "@troupe/engine";
import type { Grid, GridCell as WireCell, GridColumn as WireColumn } from "@troupe/proto";
import { taskStates } from "../wire-names.ts";
import { toListedRun } from "./run.ts";

export function toGrid({ columns, rows }: RunGrid): Omit<Grid, "nextPageToken"> {
  return {
    columns: columns.map(toColumn),
    rows: rows.map(({ run, cells }) => ({
      run: toListedRun(run),
      cells: columns.flatMap(({ node }, column) => {
        const cell = cells.get(node);
        return cell === undefined ? [] : [toCell(column, cell)];
      }),
    })),
  };
}

function toColumn({ node, step, around }: GridColumn): WireColumn {
  return { node, step, around: around.map((scope) => ({ node: scope.node, kind: scope.kind, arm: scope.arm ?? "" })) };
}

function toCell(column: number, { status, counts, ms, retries }: GridCell): WireCell {
  const tasks = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    ...{ column, state: taskStates[status], retries },
    ...(ms === null ? {} : { seconds: ms / 1000 }),
    ...(tasks === 1 ? {} : { tasks: counts }),
  };
}
