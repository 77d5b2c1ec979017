import { useMemo } from "react";
import { EmptyState } from "../../../components/empty-state.tsx";
import { formatCount, plural } from "../../../format/numbers.ts";
import { parseCsv } from "./parse-csv.ts";
import { RowsTable } from "./rows-table.tsx";

const rowsShown = 200;

export function CsvPreview({ bytes, isCut }: { readonly bytes: Uint8Array; readonly isCut: boolean }) {
  const { columns, rows } = useMemo(
    // One more than is shown, to know whether there are more.
    () => parseCsv(new TextDecoder().decode(bytes), rowsShown + 1, isCut),
    [bytes, isCut],
  );
  if (columns.length === 0) return <EmptyState icon="table" title="There are no rows in it" />;
  const hasMore = rows.length > rowsShown;
  const note = hasMore
    ? `the first ${formatCount(rowsShown)} rows, ${plural(columns.length, "column")}`
    : `${plural(rows.length, "row")}, ${plural(columns.length, "column")}`;
  return <RowsTable columns={columns.map((name) => ({ name }))} rows={rows.slice(0, rowsShown)} note={note} />;
}
