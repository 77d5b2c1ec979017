/** Columns without borders, as wide as they must be. */
import { padEnd, padStart, width } from "./text.ts";

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly align?: "right";
  /** Shown with `-o wide` only. */
  readonly wide?: boolean;
}

const gap = "   ";

export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  paintTitle: (text: string) => string = (text) => text,
): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map(({ title }, at) => Math.max(width(title), ...cells.map((line) => width(line[at] ?? ""))));
  const line = (texts: readonly string[]): string =>
    columns
      .map(({ align }, at) => (align === "right" ? padStart : padEnd)(texts[at] ?? "", widths[at] ?? 0))
      .join(gap)
      .trimEnd();
  const titles = line(columns.map(({ title }) => title));
  return [paintTitle(titles), ...cells.map(line)].join("\n");
}

/** Names at the left, what they stand for at the right. */
export function pairs(
  entries: readonly (readonly [name: string, text: string] | null)[],
  paintName: (text: string) => string = (text) => text,
): string {
  const shown = entries.filter((entry) => entry !== null);
  const column = Math.max(0, ...shown.map(([name]) => width(name)));
  const margin = `\n${" ".repeat(column + gap.length)}`;
  return shown
    .map(([name, text]) => paintName(padEnd(name, column)) + gap + text.split("\n").join(margin))
    .map((line) => line.trimEnd())
    .join("\n");
}
