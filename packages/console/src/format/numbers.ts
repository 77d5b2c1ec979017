const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** "12,345". */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** "1 task", "12 tasks". The plural of an irregular word is given. */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${formatCount(count)} ${count === 1 ? word : words}`;
}

/** "83 %"; what is not all is never told as 100, what is not nothing never as 0. */
export function formatShare(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 100 && share < 1) return "99 %";
  if (percent === 0 && share > 0) return "< 1 %";
  return `${percent} %`;
}

/** A measured value: four significant digits, small and large ones with an exponent; NaN and infinities by name. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3).replace("e+", "e");
  return String(Number(value.toPrecision(size >= 1000 ? 7 : 4)));
}
