/** Rows for people: what was measured, its spread, its floor, its goal. */
import { figureOf } from "./figures.ts";
import type { Row } from "./row.ts";

const columns = [
  { title: "bench", isNumber: false },
  { title: "figure", isNumber: false },
  { title: "value", isNumber: true },
  { title: "unit", isNumber: false },
  { title: "min – max", isNumber: true },
  { title: "floor", isNumber: true },
  { title: "ratio", isNumber: true },
  { title: "goal", isNumber: false },
  { title: "durability", isNumber: false },
] as const;

export function tableText(rows: readonly Row[], form: "plain" | "markdown"): string {
  const lines = [columns.map(({ title }) => title), ...rows.map(cells)];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? "").length)));
  const padded = lines.map((line) =>
    line.map((cell, at) => (columns[at]?.isNumber ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))),
  );
  if (form === "plain") return padded.map((line) => line.join("  ").trimEnd()).join("\n");
  const rule = columns.map(
    ({ isNumber }, at) => "-".repeat((widths[at] ?? 1) - (isNumber ? 1 : 0)) + (isNumber ? ":" : ""),
  );
  const [head = [], ...body] = padded;
  return [head, rule, ...body].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function cells(row: Row): readonly string[] {
  const number = (value: number): string => numberText(value, figureOf(row.figure).digits);
  return [
    row.bench,
    row.figure,
    number(row.value),
    row.unit,
    `${number(row.min)} – ${number(row.max)}`,
    row.floor === null ? "" : number(row.floor),
    row.ratio === null ? "" : `${numberText(row.ratio, 2)} ×`,
    row.goal === null ? "" : `${row.goal} ${row.reached ? "✓" : "✗"}`,
    row.version === null ? row.durability : `${row.durability} (${row.version})`,
  ];
}

function numberText(value: number, digits: number): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
