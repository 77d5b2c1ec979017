import { useQuery } from "@tanstack/react-query";
import { readArtifact } from "../../../api/download.ts";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { RowSkeletons } from "../../../components/skeletons.tsx";
import { formatCount, plural } from "../../../format/numbers.ts";
import { readParquet } from "./read-parquet.ts";
import { RowsTable } from "./rows-table.tsx";

const rowsShown = 200;

export function ParquetPreview({ digest, size }: { readonly digest: string; readonly size: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["parquet", digest],
    queryFn: ({ signal }) => {
      const slice = async (start: number, end = size): Promise<ArrayBuffer> =>
        (await readArtifact(digest, { offset: start, limit: end - start, signal })).buffer;
      return readParquet({ byteLength: size, slice }, rowsShown);
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (error !== null) return <ErrorPanel error={error} title="It could not be read" onRetry={() => void refetch()} />;
  if (data === undefined) return <RowSkeletons rows={10} />;
  const { columns, rows, rowCount } = data;
  const which =
    rows.length < rowCount
      ? `the first ${formatCount(rows.length)} of ${plural(rowCount, "row")}`
      : plural(rowCount, "row");
  return <RowsTable columns={columns} rows={rows} note={`${which}, ${plural(columns.length, "column")}`} />;
}
