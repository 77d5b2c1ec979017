import { describe, expect, it } from "vitest";
import { cron, every, pipeline, task, z } from "../index.ts";
import type { NoFields } from "../schema/shape.ts";
import type { ScheduleFor } from "./schedule.ts";

const load = task("load", { input: { from: z.string() } }, () => {});
const scheduled = (schedule: ScheduleFor<NoFields>) =>
  pipeline("p", { schedule }, () => {
    load({ from: "here" });
  }).spec.schedule;

describe("a schedule", () => {
  it("stands in the spec, its times as instants", () => {
    expect(scheduled("@daily")).toEqual({ kind: "cron", expression: "@daily", timezone: "UTC" });
    const options = {
      timezone: "Europe/Berlin",
      start: "2026-07-01",
      end: new Date("2026-12-31"),
      catchup: "all",
    } as const;
    expect(scheduled(cron("0  3 * * *", options))).toEqual({
      kind: "cron",
      expression: "0 3 * * *",
      timezone: "Europe/Berlin",
      start: "2026-06-30T22:00:00.000Z",
      end: "2026-12-31T00:00:00.000Z",
      catchup: "all",
    });
    expect(scheduled(every("15m"))).toEqual({ kind: "every", everyMs: 900_000 });
  });

  it("gives its body an interval", () => {
    const { spec } = pipeline("p", { schedule: "@hourly" }, ({ interval }) => {
      load({ from: interval.start });
    });
    expect(spec.nodes[0]).toMatchObject({ input: { from: { kind: "interval", fact: "start" } } });
  });

  it("is refused where it can never tick, or not be read", () => {
    const refusal = (message: string) =>
      expect.objectContaining({ code: "INVALID_SPEC", message: expect.stringContaining(message) });
    expect(() => scheduled("61 * * * *")).toThrow(refusal('schedule.expression "61 * * * *" is not a cron expression'));
    expect(() => scheduled("0 0 30 2 *")).toThrow(refusal("is a date that never comes"));
    expect(() => scheduled(cron("@daily", { timezone: "Berlin" }))).toThrow(refusal('timezone is "Berlin"'));
    expect(() => scheduled(cron("@daily", { start: "tomorrow" }))).toThrow(refusal('start is "tomorrow"'));
    expect(() => scheduled(cron("@daily", { start: "2026-02-30" }))).toThrow(refusal('start is "2026-02-30"'));
    expect(() => scheduled(cron("@daily", { start: "2026-02-02", end: "2026-01-01" }))).toThrow(
      refusal("is not after the start"),
    );
    expect(() => scheduled(every("100ms"))).toThrow(refusal("from 1 second to 366 days"));
  });

  it("has the params of its runs checked when the pipeline is built", () => {
    const params = { trees: z.int() };
    const build = (schedule: never) => () => pipeline("p", { params, schedule }, () => void load({ from: "here" }));
    expect(build(cron("@daily", { params: { trees: 10 } }) as never)).not.toThrow();
    expect(build("@daily" as never)).toThrow(/schedule\.params\.trees .*: give it in the schedule, as params/);
    expect(build(cron("@daily", { params: { trees: "ten" } }) as never)).toThrow(/schedule\.params\.trees/);
    expect(build(cron("@daily", { params: { trees: 1, tress: 2 } }) as never)).toThrow(/schedule\.params\.tress/);
  });

  it("is what an interval needs, also for those who have no compiler", () => {
    const body = (inputs: unknown) => void load({ from: (inputs as { interval: { start: never } }).interval.start });
    expect(() => pipeline("p", {}, body)).toThrow(/interval\.start is asked for, and the pipeline has no schedule/);
  });
});
