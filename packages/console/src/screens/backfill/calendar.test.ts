import { readInstant } from "@troupe/core";
import { describe, expect, it } from "vitest";
import {
  type CalendarDay,
  type CalendarInterval,
  type CalendarMonth,
  calendar,
  dateIn,
  lookOfDay,
  mostMonths,
  rangeOfDays,
} from "./calendar.ts";

const zone = "Europe/Berlin";
const at = (text: string): number => readInstant(text, zone) ?? Number.NaN;
const interval = (start: string, end: string, look: CalendarInterval["look"] = "pending") => ({
  start: at(start),
  end: at(end),
  look,
});
const days = (months: readonly CalendarMonth[]) =>
  months.flatMap(({ weeks }) => weeks.flat().filter((day): day is CalendarDay => day !== null));

describe("a calendar", () => {
  it("has whole months of weeks that begin on Monday", () => {
    const [march, april] = calendar([], zone, { from: at("2026-03-29"), to: at("2026-05-01") });
    expect(march?.key).toBe("2026-03");
    expect(march?.weeks).toHaveLength(6);
    expect(march?.weeks[0]?.map((day) => day?.day ?? null)).toEqual([null, null, null, null, null, null, 1]);
    expect(april?.weeks[0]?.map((day) => day?.day ?? null)).toEqual([null, null, 1, 2, 3, 4, 5]);
    expect(calendar([], zone, { from: at("2026-03-29"), to: at("2026-05-01") })).toHaveLength(2);
  });

  it("puts an interval on the day on which it begins where the schedule lives", () => {
    const months = calendar([interval("2026-03-29", "2026-03-30", "failed")], zone, {
      from: at("2026-03-29"),
      to: at("2026-03-30"),
    });
    const marked = days(months).filter(({ total }) => total > 0);
    expect(marked.map(({ date }) => date)).toEqual(["2026-03-29"]);
    expect(marked.map(lookOfDay)).toEqual(["failed"]);
  });

  it("has 23 and 25 hours where clocks change, and loses none", () => {
    const hours = (date: string, next: string) =>
      Array.from({ length: (at(next) - at(date)) / 3_600_000 }, (_, hour) => ({
        start: at(date) + hour * 3_600_000,
        end: at(date) + (hour + 1) * 3_600_000,
        look: "succeeded" as const,
      }));
    const intervals = [...hours("2026-03-29", "2026-03-30"), ...hours("2026-10-25", "2026-10-26")];
    const months = calendar(intervals, zone, { from: at("2026-03-29"), to: at("2026-10-26") });
    const marked = days(months).filter(({ total }) => total > 0);
    expect(marked.map(({ date, total }) => `${date} ${total}`)).toEqual(["2026-03-29 23", "2026-10-25 25"]);
    expect(months).toHaveLength(8);
  });

  it("tints the days over which a longer interval goes on, and not the one at whose midnight it ends", () => {
    const months = calendar([interval("2026-04-06", "2026-04-13")], zone, {
      from: at("2026-04-06"),
      to: at("2026-04-13"),
    });
    expect(
      days(months)
        .filter(({ goesOn }) => goesOn)
        .map(({ day }) => day),
    ).toEqual([7, 8, 9, 10, 11, 12]);
  });

  it("shows of a day what is most pressing", () => {
    const day = (counts: Partial<CalendarDay["counts"]>): CalendarDay => ({
      ...{ date: "2026-01-01", day: 1, goesOn: false, total: 3 },
      counts: { pending: 0, running: 0, succeeded: 0, failed: 0, ...counts },
    });
    expect(lookOfDay(day({ failed: 1, running: 1, succeeded: 1 }))).toBe("failed");
    expect(lookOfDay(day({ running: 1, pending: 2 }))).toBe("running");
    expect(lookOfDay(day({ pending: 1, succeeded: 2 }))).toBe("pending");
    expect(lookOfDay(day({ succeeded: 3 }))).toBe("succeeded");
  });

  it("ends somewhere", () => {
    expect(calendar([], zone, { from: 0, to: at("2026-01-01") })).toHaveLength(mostMonths);
  });
});

describe("days that were clicked on", () => {
  it("are whole ones, in either order, also where a day is shorter", () => {
    const range = rangeOfDays("2026-03-30", "2026-03-28", zone);
    expect(range).toEqual({ from: at("2026-03-28"), to: at("2026-03-31") });
    expect(range.to - range.from).toBe(71 * 3_600_000);
    expect(dateIn(zone, range.from)).toBe("2026-03-28");
  });
});
