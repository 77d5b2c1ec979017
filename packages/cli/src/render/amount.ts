/** Quantities for people. */

const units = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** 512 B, 1.5 KiB, 20 GiB. */
export function bytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** 1500 millicpus: "1.5". */
export function cpus(millicpus: number): string {
  return String(Math.round(millicpus / 10) / 100);
}

/** A metric: four significant digits, exponents only where they help. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** 1 step, 2 steps. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
