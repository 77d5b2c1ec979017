/** Times of day in a zone. */
import { firstInstant, isZone, wallOf } from "../schedule/zone.ts";

const dayMs = 86_400_000;

/** "06:00" or "06:00:30", as milliseconds since midnight. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hour, minute, second = "0"] = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  return hour === undefined ? undefined : (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
}

/**
 * The first instant after `after` at which clocks of the zone show this time. A time that a clock change leaves out is
 * the instant of the change; of one that comes twice, the first.
 */
export function nextTimeOfDay(at: string, zone: string, after: number): number | undefined {
  const time = parseTimeOfDay(at);
  if (time === undefined || !isZone(zone)) return undefined;
  const midnight = Math.floor(wallOf(zone, after) / dayMs) * dayMs;
  return [0, 1, 2].map((days) => firstInstant(zone, midnight + days * dayMs + time)).find((instant) => instant > after);
}
