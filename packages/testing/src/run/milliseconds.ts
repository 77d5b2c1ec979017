/** Durations as the SDK writes them. */
import type { Duration } from "@troupe/sdk";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function milliseconds(duration: Duration): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(duration) ?? [];
  const size = units[unit];
  if (amount !== undefined && size !== undefined) return Math.round(Number(amount) * size);
  throw new TypeError(`${JSON.stringify(duration)} is no duration: write "500ms", "10s", "2m", "1h" or "7d"`);
}
