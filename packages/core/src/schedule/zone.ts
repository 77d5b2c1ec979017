/**
 * Time zones. A *wall* time is what a clock on the wall shows, written as milliseconds since the epoch as if it were UTC,
 * so that calendar arithmetic knows no zones. Where clocks go forward some wall times do not come, where they go back
 * some come twice: `instantsOf` says which.
 */

const dayMs = 86_400_000;

/** Farther than any change of an offset has ever moved a clock. */
const reachMs = dayMs + 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Of the zone from UTC, in ms: positive in the east. */
export function offsetAt(zone: string, instant: number): number {
  return wallOf(zone, instant) - instant;
}

export function wallOf(zone: string, instant: number): number {
  if (zone === "UTC") return instant;
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] =
    formatOf(zone).format(instant).match(/\d+/g)?.map(Number) ?? [];
  return Date.UTC(year, month - 1, day, hour, minute, second) + mod(instant, 1000);
}

/** When a clock shows this: once as a rule, never (clocks go forward) or twice (they go back). In order. */
export function instantsOf(zone: string, wall: number): readonly number[] {
  const around = [offsetAt(zone, wall - reachMs), offsetAt(zone, wall + reachMs)];
  const found = around.map((offset) => wall - offset).filter((instant) => wallOf(zone, instant) === wall);
  return [...new Set(found)].sort((a, b) => a - b);
}

/** When a clock shows this for the first time; of a wall time that does not come, the first instant after the gap. */
export function firstInstant(zone: string, wall: number): number {
  const [first] = instantsOf(zone, wall);
  if (first !== undefined) return first;
  const before = wall - offsetAt(zone, wall + reachMs);
  return changeAfter(zone, before, wall - offsetAt(zone, wall - reachMs)) ?? before;
}

/** The first instant after `from`, up to `until`, at which the offset is not what it is at `from`. */
export function changeAfter(zone: string, from: number, until: number): number | undefined {
  const offset = offsetAt(zone, from);
  for (let same = from; same < until; ) {
    const next = Math.min(same + dayMs, until);
    if (offsetAt(zone, next) !== offset) return firstWhere((at) => offsetAt(zone, at) !== offset, same, next);
    same = next;
  }
  return undefined;
}

/** The first instant from which on, up to `until`, the offset is what it is at `until`; undefined if that is so at `from`. */
export function changeBefore(zone: string, from: number, until: number): number | undefined {
  const offset = offsetAt(zone, until);
  for (let same = until; same > from; ) {
    const next = Math.max(same - dayMs, from);
    if (offsetAt(zone, next) !== offset) return firstWhere((at) => offsetAt(zone, at) === offset, next, same);
    same = next;
  }
  return undefined;
}

/** By halves: it does not hold at `below`, and does at `above`. */
function firstWhere(holds: (at: number) => boolean, below: number, above: number): number {
  let [low, high] = [below, above];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const made = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: zone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" },
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  formats.set(zone, made);
  return made;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
