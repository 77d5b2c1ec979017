/** Durations and sizes as people write them. */
import { invalidSpec } from "../invalid-spec.ts";

/** `"500ms"`, `"10s"`, `"2m"`, `"1h"`, `"7d"`. */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** `"512MiB"`, `"2GiB"`. */
export type Bytes = `${number}${"KiB" | "MiB" | "GiB" | "TiB"}`;

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const bytes = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

export function toMs(text: Duration, field: string): number {
  return quantity(text, milliseconds, field, `a duration, as "10s" or "1h"`);
}

export function toBytes(text: Bytes, field: string): number {
  return quantity(text, bytes, field, `a size, as "512MiB" or "2GiB"`);
}

function quantity(text: string, units: Readonly<Record<string, number>>, field: string, expected: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text) ?? [];
  const size = unit === undefined ? undefined : units[unit];
  if (digits !== undefined && size !== undefined) return Math.round(Number(digits) * size);
  throw invalidSpec({ field, message: `is ${JSON.stringify(text)}`, fix: `give it ${expected}` });
}
