/** A curve in one line: ▇▅▃▂▁. Longer series are thinned out, keeping the first and the last point. */
const levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

export function sparkline(values: readonly number[], columns: number): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return "";
  const shown = thinned(finite, columns);
  const min = shown.reduce((least, value) => Math.min(least, value));
  const max = shown.reduce((most, value) => Math.max(most, value));
  const span = max - min;
  return shown
    .map((value) => levels[span === 0 ? 3 : Math.round(((value - min) / span) * (levels.length - 1))])
    .join("");
}

function thinned(values: readonly number[], columns: number): readonly number[] {
  if (values.length <= columns) return values;
  const step = (values.length - 1) / (columns - 1);
  return Array.from({ length: columns }, (_, at) => values[Math.round(at * step)] ?? 0);
}
