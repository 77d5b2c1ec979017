import { describe, expect, it } from "vitest";
import { nextTimeOfDay } from "./time-of-day.ts";

const next = (at: string, after: string, zone = "Europe/Berlin") => {
  const found = nextTimeOfDay(at, zone, Date.parse(after));
  return found === undefined ? undefined : new Date(found).toISOString();
};

describe("the next time of day in a zone", () => {
  it("is today's if that is to come, else tomorrow's", () => {
    expect(next("06:00", "2026-06-24T03:59:59.500Z")).toBe("2026-06-24T04:00:00.000Z");
    expect(next("06:00", "2026-06-24T04:00:00.000Z")).toBe("2026-06-25T04:00:00.000Z");
    expect(next("06:00:30", "2026-12-24T05:00:00Z")).toBe("2026-12-24T05:00:30.000Z");
  });

  it("is the instant of the change where clocks leave it out", () => {
    expect(next("02:30", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
  });

  it("is the first of two where clocks show it twice", () => {
    expect(next("02:30", "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(next("02:30", "2026-10-25T00:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
  });

  it("is nothing where there is no such time or zone", () => {
    expect(next("25:00", "2026-06-24T00:00:00Z")).toBeUndefined();
    expect(next("06:00", "2026-06-24T00:00:00Z", "Europe/Bonn")).toBeUndefined();
  });
});
