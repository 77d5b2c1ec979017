/** "430 ms", "1.2 s", "45 s", "3 min 20 s", "2 h 5 min", "3 d 4 h": two units at most. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const size = Math.max(0, ms);
  if (size < 1000) return `${Math.round(size)} ms`;
  if (size < 9_950) return `${(size / 1000).toFixed(1)} s`;
  const seconds = Math.round(size / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(seconds, 60, "min", 1, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(minutes, 60, "h", 1, "min");
  return pair(Math.round(minutes / 60), 24, "d", 1, "h");
}

function pair(amount: number, per: number, large: string, rest: number, small: string): string {
  const whole = Math.floor(amount / per);
  const left = (amount % per) / rest;
  return left === 0 ? `${whole} ${large}` : `${whole} ${large} ${left} ${small}`;
}
