/** The first rows of a Parquet file, by reading only what they lie in. Loaded when one is looked at. */
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";

export interface ParquetTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly string[])[];
  /** In the whole file. */
  readonly rowCount: number;
}

/** Snappy is built in; others would want WebAssembly, which the page's policy forbids. */
const compressors = {
  BROTLI: decompressBrotli,
  GZIP: decompressGzip,
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
  // Its second parameter is a buffer to write to, and no length.
  ZSTD: (input: Uint8Array) => decompressZstd(input),
};

/** Rows lie in groups, which are read as a whole. */
const groupBytesAtMost = 32 * 1024 * 1024;

/** Throws an Error that says why there is nothing to see. */
export async function readParquet(file: AsyncBuffer, limit: number): Promise<ParquetTable> {
  const metadata = await parquetMetadataAsync(file);
  const columns = parquetSchema(metadata).children.map(({ element }) => ({
    name: element.name,
    type: (element.logical_type?.type ?? element.converted_type ?? element.type ?? "group").toLowerCase(),
  }));
  const rowCount = Number(metadata.num_rows);
  const bytes = (metadata.row_groups[0]?.columns ?? []).reduce(
    (sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0),
    0,
  );
  if (bytes > groupBytesAtMost)
    throw new Error("Its first group of rows is too large to be looked at here. Save it, and open it on a machine.");
  const rows = await parquetReadObjects({ file, metadata, rowEnd: Math.min(limit, rowCount), compressors });
  return { columns, rowCount, rows: rows.map((row) => columns.map(({ name }) => show(row[name]))) };
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object")
    return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
  return String(value);
}
