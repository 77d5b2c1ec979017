import type { RowSource, Sight } from "../../ports/look.ts";
import { plainRow } from "./plain-row.ts";

export async function lookAtRows(
  source: RowSource,
  { query, yields }: { readonly query: string; readonly yields: "row" | undefined },
  signal: AbortSignal,
): Promise<Sight> {
  const row = await source.firstRow(query, signal);
  if (row === undefined) return { isReady: false, seen: "no row" };
  const [[column, first] = ["its first column", null]] = Object.entries(row);
  // Counts come as 64-bit integers, which PostgreSQL's client hands out as text.
  const isNothing =
    first === null || first === undefined || first === false || String(first) === "" || Number(first) === 0;
  return isNothing
    ? { isReady: false, seen: `${column} is ${String(first)}` }
    : { isReady: true, facts: yields === undefined ? {} : { row: plainRow(row) }, seen: "a row" };
}
