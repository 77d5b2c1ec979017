/** Instants as people write them: a date, or a date and a time, in the schedule's zone unless they name an offset. */
import { firstInstant } from "./zone.ts";

const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** "2026-03-29", "2026-03-29T02:30", "2026-03-29T02:30:00Z". Undefined if it is none of these. */
export function readInstant(text: string, zone: string): number | undefined {
  const [whole, date, time = "00:00", offset] = pattern.exec(text) ?? [];
  const read = whole === undefined ? Number.NaN : Date.parse(`${date}T${time}${offset ?? "Z"}`);
  // A day that the calendar has not, as the 30th of February, reads as one of the next month.
  if (Number.isNaN(read) || !new Date(`${date}T00:00Z`).toISOString().startsWith(date ?? "")) return undefined;
  return offset === undefined ? firstInstant(zone, read) : read;
}
