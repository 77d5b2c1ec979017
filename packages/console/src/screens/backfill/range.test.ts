import { expect, it } from "vitest";
import { defaultRange, instantsOfRange } from "./range.ts";

const now = Date.parse("2026-11-23T15:00:00Z");
const schedule = (nextTicks: readonly string[]) => ({
  cron: { expression: "@daily", timezone: "Asia/Tokyo" },
  nextTicks,
});

it("begins with the last thirty intervals, on the days of the schedule's zone", () => {
  expect(defaultRange(schedule(["2026-11-24T15:00:00Z", "2026-11-25T15:00:00Z"]), now)).toEqual({
    from: "2026-10-25",
    to: "2026-11-24",
  });
});

it("of what comes often takes a day or two, today among them", () => {
  expect(defaultRange(schedule(["2026-11-23T16:00:00Z", "2026-11-23T16:05:00Z"]), now)).toEqual({
    from: "2026-11-23",
    to: "2026-11-25",
  });
});

it("of what comes no more counts in days", () => {
  expect(defaultRange(schedule([]), now).from).toBe("2026-10-25");
});

it("is read where the schedule lives, dates and times", () => {
  expect(instantsOfRange({ from: "2026-01-01", to: "2026-01-01T06:00" }, "Asia/Tokyo")).toEqual({
    from: Date.parse("2025-12-31T15:00Z"),
    to: Date.parse("2025-12-31T21:00Z"),
  });
  expect(instantsOfRange({ from: "2026-13-01", to: "2026-01-02" }, "UTC")).toBeNull();
});
