/** Spans of time for people: two units at most, none of them noise. */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** 840ms, 1.2s, 12s, 2m05s, 1h03m, 2d04h. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < second) return `${Math.round(span)}ms`;
  if (span < 10 * second) return `${(Math.floor(span / 100) / 10).toFixed(1)}s`;
  if (span < minute) return `${Math.floor(span / second)}s`;
  if (span < hour) return `${Math.floor(span / minute)}m${two((span % minute) / second)}s`;
  if (span < day) return `${Math.floor(span / hour)}h${two((span % hour) / minute)}m`;
  return `${Math.floor(span / day)}d${two((span % day) / hour)}h`;
}

/** How long ago, in one unit: 5s, 3m, 2h, 9d. */
export function age(then: Date | null, now: number): string {
  if (then === null) return "–";
  const span = Math.max(0, now - then.getTime());
  if (span < minute) return `${Math.floor(span / second)}s`;
  if (span < hour) return `${Math.floor(span / minute)}m`;
  if (span < 2 * day) return `${Math.floor(span / hour)}h`;
  return `${Math.floor(span / day)}d`;
}

/** Between two instants; up to now if the second has not come. */
export function between(start: Date | null, end: Date | null, now: number): string {
  return start === null ? "" : duration((end?.getTime() ?? now) - start.getTime());
}

/** 12:03:04, in the reader's zone. */
export function clock(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}

/** Until then; empty where there is no end. */
export function left(deadline: Date | null, now: number): string {
  return deadline === null ? "" : duration(Math.max(0, deadline.getTime() - now));
}
