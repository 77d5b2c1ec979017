/** Ticks against what the clocks of the world show, minute by minute, as Intl says it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cronTiming, cronTrouble } from "./cron-timing.ts";
import { readInstant } from "./read-instant.ts";
import type { ScheduleSpec } from "./schedule-spec.ts";
import { Timetable } from "./timetable.ts";
import { firstInstant, instantsOf, isZone, wallOf } from "./zone.ts";

const minute = 60_000;
const day = 86_400_000;
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 16));
const daily = (expression: string, timezone: string, rules = {}): ScheduleSpec => ({
  kind: "cron",
  expression,
  timezone,
  ...rules,
});
const ticksFrom = (schedule: ScheduleSpec, from: string, count: number) =>
  new Timetable(schedule).nextTicks(Date.parse(`${from}Z`), count).map(iso);

describe("an expression that names hours", () => {
  it("ticks at the first instant after the gap that its time falls into", () => {
    expect(ticksFrom(daily("30 2 * * *", "Europe/Berlin"), "2026-03-28T00:00", 3)).toEqual([
      "2026-03-28T01:30",
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
    expect(ticksFrom(daily("30 2 * * *", "America/New_York"), "2026-03-08T00:00", 2)).toEqual([
      "2026-03-08T07:00",
      "2026-03-09T06:30",
    ]);
  });

  it("ticks once for several times that one gap swallows, and for the time that the gap ends at", () => {
    expect(ticksFrom(daily("*/15 2 * * *", "Europe/Berlin"), "2026-03-28T12:00", 2)).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:00",
    ]);
    expect(ticksFrom(daily("0 2,3 * * *", "Europe/Berlin"), "2026-03-28T12:00", 2)).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:00",
    ]);
  });

  it("ticks the first time of two", () => {
    expect(ticksFrom(daily("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00", 2)).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
    expect(ticksFrom(daily("*/20 1 * * *", "America/New_York"), "2026-11-01T00:00", 4)).toEqual([
      "2026-11-01T05:00",
      "2026-11-01T05:20",
      "2026-11-01T05:40",
      "2026-11-02T06:00",
    ]);
  });

  it("knows clocks that move by half an hour, midnights that do not come, and a day that never was", () => {
    expect(ticksFrom(daily("15 2 * * *", "Australia/Lord_Howe"), "2026-10-03T00:00", 2)).toEqual([
      "2026-10-03T15:30",
      "2026-10-04T15:15",
    ]);
    expect(ticksFrom(daily("@daily", "America/Santiago"), "2026-09-05T12:00", 2)).toEqual([
      "2026-09-06T04:00",
      "2026-09-07T03:00",
    ]);
    expect(ticksFrom(daily("0 9 * * *", "Pacific/Apia"), "2011-12-29T12:00", 3)).toEqual([
      "2011-12-29T19:00",
      "2011-12-30T10:00",
      "2011-12-30T19:00",
    ]);
  });
});

describe("an expression that takes every hour", () => {
  it("keeps its rhythm while an hour is missed or repeated", () => {
    expect(ticksFrom(daily("@hourly", "Europe/Berlin"), "2026-03-29T00:00", 2)).toEqual([
      "2026-03-29T01:00",
      "2026-03-29T02:00",
    ]);
    const autumn = ticksFrom(daily("*/30 * * * *", "Europe/Berlin"), "2026-10-24T23:30", 5);
    expect(autumn).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T00:30",
      "2026-10-25T01:00",
      "2026-10-25T01:30",
      "2026-10-25T02:00",
    ]);
  });
});

const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
/** Some are around a change in one of them, some are not. */
const starts = ["2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31", "2028-02-28"];

interface Case {
  readonly zone: string;
  readonly from: number;
  readonly hours: readonly number[] | "every";
  readonly minutes: readonly number[];
}

const cases = fc.record<Case>({
  zone: fc.constantFrom(...zones),
  from: fc.tuple(fc.constantFrom(...starts), fc.nat(1440)).map(([date, at]) => Date.parse(date) + at * minute),
  hours: fc.oneof(
    fc.constant("every" as const),
    fc.uniqueArray(fc.oneof(fc.nat(4), fc.nat(23)), { minLength: 1, maxLength: 4 }),
  ),
  minutes: fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 4 }),
});

/** What the clock on the wall says, looked at every minute for three days. */
function watched({ zone, from, hours, minutes }: Case): readonly number[] {
  const looks = Array.from({ length: (4 * day) / minute }, (_, index) => from - day + index * minute);
  const walls = looks.map((at) => ({ at, wall: wallOf(zone, at) }));
  const fits = (wall: number) => {
    const shown = new Date(wall);
    return minutes.includes(shown.getUTCMinutes()) && (hours === "every" || hours.includes(shown.getUTCHours()));
  };
  const first = walls[0]?.wall ?? 0;
  const wanted = Array.from({ length: (4 * day) / minute }, (_, index) => first + index * minute).filter(fits);
  const ticks =
    hours === "every"
      ? walls.filter(({ wall }) => fits(wall)).map(({ at }) => at)
      : wanted.flatMap((wall) => walls.find((look) => look.wall >= wall)?.at ?? []);
  return [...new Set(ticks)].filter((at) => at > from && at <= from + 2 * day).sort((a, b) => a - b);
}

function expressionOf({ hours, minutes }: Case): string {
  return `${minutes.join(",")} ${hours === "every" ? "*" : hours.join(",")} * * *`;
}

describe("a cron timing", () => {
  it("ticks exactly when somebody who watches the clock would, forward and backward", () => {
    fc.assert(
      fc.property(cases, (each) => {
        const timing = cronTiming(expressionOf(each), each.zone);
        const expected = watched(each);
        const forward: number[] = [];
        for (let tick = timing.next(each.from); tick !== undefined && tick <= each.from + 2 * day; )
          tick = timing.next(forward[forward.push(tick) - 1] ?? 0);
        const backward: number[] = [];
        for (let tick = timing.previous(each.from + 2 * day + 1); tick !== undefined && tick > each.from; )
          tick = timing.previous(backward[backward.push(tick) - 1] ?? 0);
        expect(forward).toEqual(expected);
        expect(backward.reverse()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses what is no expression of five fields, and what never comes", () => {
    for (const good of ["@daily", "0 3 * * *", "*/5 8-18 * * MON-FRI", "0 0 L * *", "0 0 29 2 *"])
      expect(cronTrouble(good)).toBeUndefined();
    for (const bad of ["", "0 3 * *", "0 0 3 * * *", "@reboot", "@yearly", "a b c d e", "61 * * * *", "0 0 30 2 *"])
      expect(cronTrouble(bad), bad).toBeDefined();
  });
});

describe("a zone", () => {
  it("is one that this Node knows", () => {
    expect(["Europe/Berlin", "UTC", "Asia/Kolkata"].map(isZone)).toEqual([true, true, true]);
    expect(["Mars/Olympus", "", "Berlin"].map(isZone)).toEqual([false, false, false]);
  });

  it("has wall times that come never, once or twice", () => {
    const at = (text: string) => Date.parse(`${text}Z`);
    expect(instantsOf("Europe/Berlin", at("2026-03-29T02:30"))).toEqual([]);
    expect(iso(firstInstant("Europe/Berlin", at("2026-03-29T02:30")))).toBe("2026-03-29T01:00");
    expect(instantsOf("Europe/Berlin", at("2026-10-25T02:30")).map(iso)).toEqual([
      "2026-10-25T00:30",
      "2026-10-25T01:30",
    ]);
    expect(instantsOf("Asia/Kolkata", at("2026-10-25T05:30")).map(iso)).toEqual(["2026-10-25T00:00"]);
  });
});

describe("an instant as people write it", () => {
  it("is of the zone, unless it names an offset", () => {
    const read = (text: string) => iso(readInstant(text, "Europe/Berlin"));
    expect(read("2026-07-01")).toBe("2026-06-30T22:00");
    expect(read("2026-07-01T03:00")).toBe("2026-07-01T01:00");
    expect(read("2026-03-29 02:30")).toBe("2026-03-29T01:00");
    expect(read("2026-07-01T03:00Z")).toBe("2026-07-01T03:00");
    expect(read("2026-07-01T03:00:30-05:00")).toBe("2026-07-01T08:00");
  });

  it("is refused if the calendar has no such day, or it is no date at all", () => {
    for (const text of ["2026-02-30", "2026-13-01", "tomorrow", "2026-1-1", "", "2026-01-01T25:00"])
      expect(readInstant(text, "UTC"), text).toBeUndefined();
  });
});

describe("a timetable", () => {
  it("has intervals without a gap between them, on the days when the clocks change too", () => {
    const table = new Timetable(daily("30 2 * * *", "Europe/Berlin"));
    const intervals = table.between(Date.parse("2026-03-01"), Date.parse("2026-11-30"), 1000);
    for (const [index, interval] of intervals.entries()) {
      expect(interval).toEqual(table.interval(interval.end));
      if (index > 0) expect(interval.start).toBe(intervals[index - 1]?.end);
    }
    expect(intervals.length).toBe(273);
  });

  it("keeps its intervals within its bounds", () => {
    const bounds = { start: "2026-01-01T00:00:00.000Z", end: "2026-01-04T00:00:00.000Z" };
    const table = new Timetable(daily("@daily", "UTC", bounds));
    expect(table.nextTicks(0, 9).map(iso)).toEqual(["2026-01-02T00:00", "2026-01-03T00:00", "2026-01-04T00:00"]);
    expect(iso(table.previous(Date.parse("2026-01-02T00:00Z")))).toBeUndefined();
    expect(iso(table.previous(Date.parse("2027-01-01")))).toBe("2026-01-04T00:00");
    expect(new Timetable(daily("0 3 * * *", "UTC", bounds)).nextTicks(0, 9).map(iso)).toEqual([
      "2026-01-02T03:00",
      "2026-01-03T03:00",
    ]);
  });

  it("counts even distances from its start, or from the epoch", () => {
    const start = "2026-01-01T00:07:00.000Z";
    const table = new Timetable({ kind: "every", everyMs: 15 * minute, start });
    expect(table.nextTicks(0, 2).map(iso)).toEqual(["2026-01-01T00:22", "2026-01-01T00:37"]);
    expect(ticksFrom({ kind: "every", everyMs: 15 * minute }, "2026-01-01T00:07", 1)).toEqual(["2026-01-01T00:15"]);
  });

  it("gives a run that is made by hand the last interval that is over", () => {
    const now = Date.parse("2026-05-05T12:00Z");
    const table = new Timetable(daily("@daily", "UTC"));
    expect(table.lastComplete(now)).toEqual({ start: now - 1.5 * day, end: now - 0.5 * day });
    const future = new Timetable(daily("@daily", "UTC", { start: "2027-01-01T00:00:00.000Z" }));
    expect(future.lastComplete(now)).toEqual({ start: now - 1.5 * day, end: now - 0.5 * day });
  });
});
