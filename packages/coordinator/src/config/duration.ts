/** Durations as people write them: "500ms", "30s", "1.5h". */
const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** In milliseconds; undefined if the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * units[unit as keyof typeof units]);
}

/** The shortest text that means the same. */
export function formatDuration(ms: number): string {
  const unit = (["d", "h", "m", "s"] as const).find((name) => ms > 0 && ms % units[name] === 0) ?? "ms";
  return `${ms / units[unit]}${unit}`;
}
