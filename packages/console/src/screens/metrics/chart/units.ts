/** How the values of a metric are written, as far as its name tells. */
import { formatBytes } from "../../../format/bytes.ts";
import { formatDuration } from "../../../format/durations.ts";
import { formatCount, formatShare, formatValue } from "../../../format/numbers.ts";
import type { XAxis } from "../curves/curve.ts";

/** What a scale of bytes is divided by: 1, 2, 4 … KiB, MiB and so on. */
export const byteSteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

export function isInBytes(name: string): boolean {
  return /^system\.(?:.*\.)?memory$/.test(name);
}

export function formatMetric(name: string, value: number): string {
  if (!Number.isFinite(value)) return formatValue(value);
  if (isInBytes(name)) return formatBytes(value);
  if (/^system\..*\.utilization$/.test(name)) return formatShare(value);
  return formatValue(value);
}

/** "CPU, cores in use" for what Troupe measures itself; a program's own name stays what it is. */
export function titleOf(name: string): string {
  if (name === "system.cpu") return "CPU · cores in use";
  if (name === "system.memory") return "Memory in use";
  const [, gpu, what] = /^system\.gpu\.(\d+)\.(utilization|memory)$/.exec(name) ?? [];
  if (gpu === undefined) return name;
  return what === "memory" ? `GPU ${gpu} · memory in use` : `GPU ${gpu} · busy`;
}

export function formatX(axis: XAxis, value: number): string {
  if (axis === "time") return formatDuration(Math.max(0, value * 1000));
  return Number.isInteger(value) ? formatCount(value) : formatValue(value);
}
