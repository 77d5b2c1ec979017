/** Dates without a time, as ISO writes them. */
import { instantMs } from "./times.ts";

/** "2026-03-29" of an instant of the API, in UTC; a dash for none. */
export function formatUtcDay(at: string | undefined): string {
  const ms = instantMs(at);
  return ms === undefined ? "–" : new Date(ms).toISOString().slice(0, 10);
}
