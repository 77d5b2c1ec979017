import { expect, it } from "vitest";
import { cronText, timingOfSpec } from "./timing-text.ts";

it("says plain schedules in words, with their zone", () => {
  expect(
    ["@daily", "30 6 * * *", "5 * * * *", "0 9 * * 1-5", "0 0 * * 7"].map((each) => cronText(each, "Europe/Berlin")),
  ).toEqual([
    "every day at 00:00, Europe/Berlin",
    "every day at 06:30, Europe/Berlin",
    "every hour at :05, Europe/Berlin",
    "every weekday at 09:00, Europe/Berlin",
    "every Sunday at 00:00, Europe/Berlin",
  ]);
});

it("leaves the others as they are written", () => {
  expect(["*/5 * * * *", "0 0 1 * *", "5 * * * 1"].map((each) => cronText(each, "UTC"))).toEqual([
    "cron */5 * * * *, UTC",
    "cron 0 0 1 * *, UTC",
    "cron 5 * * * 1, UTC",
  ]);
});

it("counts elapsed time", () => {
  expect(timingOfSpec({ kind: "every", everyMs: 90_000 })).toBe("every 1 min 30 s");
});
