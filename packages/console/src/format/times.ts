/** Instants as people read them: in the reader's zone, with UTC at hand. */
import { formatDuration } from "./durations.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const full = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

/** Milliseconds since 1970 of an instant of the API; undefined for none. */
export function instantMs(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** "14:03:22". */
export function formatClock(ms: number): string {
  return clock.format(ms);
}

/** "23 Nov, 14:03". */
export function formatDay(ms: number): string {
  return dayAndClock.format(ms);
}

/** "Mon, 23 Nov 2026, 14:03:22 CET · 2026-11-23 13:03:22.120 UTC": what stands behind every time. */
export function formatFull(ms: number): string {
  return `${full.format(ms)} · ${formatUtc(ms)}`;
}

/** "2026-11-23 13:03:22.120 UTC". */
export function formatUtc(ms: number): string {
  return `${new Date(ms).toISOString().replace("T", " ").replace("Z", "")} UTC`;
}

/** "just now", "12 s ago", "5 min ago", "in 3 h": one unit. */
export function formatRelative(ms: number, now: number): string {
  const distance = Math.abs(now - ms);
  if (distance < 2_000) return "just now";
  const amount = coarse(distance);
  return ms < now ? `${amount} ago` : `in ${amount}`;
}

function coarse(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  if (days >= 1) return `${days} d`;
  const hours = Math.floor(ms / 3_600_000);
  if (hours >= 1) return `${hours} h`;
  const minutes = Math.floor(ms / 60_000);
  return minutes >= 1 ? `${minutes} min` : formatDuration(Math.floor(ms / 1000) * 1000).replace(".0", "");
}
