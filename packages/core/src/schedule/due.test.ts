import { describe, expect, it } from "vitest";
import { countCatchup, due } from "./due.ts";
import type { Catchup } from "./schedule-spec.ts";
import { Timetable } from "./timetable.ts";

const hour = 3_600_000;
const hourly = new Timetable({ kind: "every", everyMs: hour });
const hours = (...at: readonly number[]) => at.map((each) => each * hour);
const all: readonly Catchup[] = ["none", "latest", "all"];

describe("ticks that are due", () => {
  it("are none before their time, and the one whose time it is", () => {
    for (const catchup of all) {
      const position = { lastTick: 10 * hour, awakeSince: 0 };
      expect(due(hourly, catchup, position, 11 * hour - 1)).toEqual({ ticks: [], passedOver: null });
      expect(due(hourly, catchup, position, 11 * hour)).toEqual({ ticks: hours(11), passedOver: null });
    }
  });

  it("are, of those that passed while it was paused, what its catchup says", () => {
    const position = { lastTick: 10 * hour, awakeSince: 15.5 * hour };
    const now = 15.6 * hour;
    const passed = (first: number, last: number) => ({ first: first * hour, last: last * hour });
    expect(due(hourly, "none", position, now)).toEqual({ ticks: [], passedOver: passed(11, 15) });
    expect(due(hourly, "latest", position, now)).toEqual({ ticks: hours(15), passedOver: passed(11, 14) });
    expect(due(hourly, "all", position, now)).toEqual({ ticks: hours(11, 12, 13, 14, 15), passedOver: null });
  });

  it("are the newest one of those that are late because nobody led, or with all each", () => {
    const position = { lastTick: 10 * hour, awakeSince: 0 };
    const now = 13.5 * hour;
    for (const catchup of ["none", "latest"] as const)
      expect(due(hourly, catchup, position, now)).toEqual({
        ticks: hours(13),
        passedOver: { first: 11 * hour, last: 12 * hour },
      });
    expect(due(hourly, "all", position, now).ticks).toEqual(hours(11, 12, 13));
  });

  it("are all that are late by less than a minute: another coordinator took over", () => {
    const quick = new Timetable({ kind: "every", everyMs: 1000 });
    for (const catchup of all) {
      const { ticks, passedOver } = due(quick, catchup, { lastTick: 5000, awakeSince: 0 }, 20_500);
      expect(ticks).toEqual(Array.from({ length: 15 }, (_, index) => 6000 + index * 1000));
      expect(passedOver).toBeNull();
    }
    const { ticks, passedOver } = due(quick, "none", { lastTick: 5000, awakeSince: 0 }, 600_000);
    expect(ticks).toHaveLength(61);
    expect(passedOver).toEqual({ first: 6000, last: 539_000 });
  });

  it("are handed out in portions", () => {
    expect(due(hourly, "all", { lastTick: 0, awakeSince: 0 }, 1000 * hour, 3).ticks).toEqual(hours(1, 2, 3));
  });

  it("never come again when the clock goes back", () => {
    for (const catchup of all)
      expect(due(hourly, catchup, { lastTick: 10 * hour, awakeSince: 0 }, 9.9 * hour).ticks).toEqual([]);
  });
});

it("counts what a schedule makes up for when it is applied", () => {
  const since = new Timetable({ kind: "every", everyMs: hour, start: "1970-01-01T00:00:00.000Z" });
  const count = (catchup: Catchup) => countCatchup(since, catchup, 0, 48.5 * hour, 10_000);
  expect(all.map(count)).toEqual([0, 1, 48]);
  expect(countCatchup(since, "all", 0, 1e9 * hour, 500)).toBe(500);
});
