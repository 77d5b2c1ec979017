import type { BackfillView, ScheduleView } from "@troupe/engine";
import { afterEach, describe, expect, test } from "vitest";
import { ask, failureOf, type GrpcFixture, startFixture } from "./testing/grpc-fixture.ts";

/** ScheduleService over a real connection: what the engine is asked, what the caller gets, and what is refused. */

const day = 86_400_000;
const at = (seconds: number) => ({ seconds, nanos: 0 });
const digest = `sha256:${"0".repeat(64)}` as const;
const schedule: ScheduleView = {
  pipeline: "churn",
  version: digest,
  schedule: { kind: "cron", expression: "@daily", timezone: "UTC", start: "1970-01-02T00:00:00.000Z", catchup: "all" },
  since: 1000,
  nextTicks: [day, 2 * day],
  lastTick: null,
  lastRun: null,
  paused: { by: "ann", reason: "", at: 2000 },
  resumed: null,
  passedOver: { first: 1, last: 1, at: 2, because: "it was paused" },
  trouble: { tick: 1000, since: 2000, tryAt: 3000, code: "STORE_FULL", message: "full" },
};
const backfill: BackfillView = {
  ...{
    backfillId: "bf-1",
    pipeline: "churn",
    version: digest,
    status: "failed",
    from: 0,
    to: day,
    params: { trees: 1 },
  },
  ...{ parallel: 2, order: "newest", missingOnly: true, by: "ann", createdAt: 1000, endedAt: 2000, requestId: null },
  counts: { pending: 1, running: 2, succeeded: 3, failed: 4 },
  trouble: null,
};

let fixture: GrpcFixture;
afterEach(() => fixture.stop());

describe("ScheduleService", () => {
  test("shows schedules, page by page, and turns them", async () => {
    fixture = await startFixture({
      schedules: {
        list: async () => [schedule, { ...schedule, pipeline: "nightly", schedule: { kind: "every", everyMs: 1000 } }],
        pause: async () => schedule,
      },
    });
    const { engine, schedules } = fixture;
    const page = await ask(schedules, schedules.ListSchedules, { pageSize: 1 });
    expect(page.nextPageToken).not.toBe("");
    expect(page.schedules).toMatchObject([
      {
        cron: { expression: "@daily", timezone: "UTC" },
        ...{ start: at(86_400), end: null, catchup: "CATCHUP_ALL", paramsJson: "{}", lastTick: null, lastRunId: "" },
        nextTicks: [at(86_400), at(172_800)],
        paused: { by: "ann", at: at(2) },
        passedOver: { because: "it was paused" },
        trouble: { code: "STORE_FULL", tryAt: at(3) },
      },
    ]);
    await ask(schedules, schedules.PauseSchedule, { pipeline: "churn", by: "ann", reason: "moving" });
    expect(engine.calls.at(-1)).toEqual(["schedules.pause", "churn", { by: "ann", reason: "moving" }]);
    const failed = await failureOf(ask(schedules, schedules.ResumeSchedule, { reason: "x".repeat(1025) }));
    expect(failed.details?.violations.map(({ field }) => field)).toEqual(["pipeline", "reason"]);
  });

  test("makes backfills of what was asked for, and refuses what is no range", async () => {
    fixture = await startFixture({ backfills: { create: async () => backfill } });
    const { engine, schedules } = fixture;
    const request = { pipeline: "churn", from: at(0), to: at(86_400), order: "BACKFILL_ORDER_NEWEST" as const };
    const made = await ask(schedules, schedules.CreateBackfill, { ...request, paramsJson: '{"trees":1}', parallel: 2 });
    expect(engine.calls).toEqual([
      [
        "backfills.create",
        {
          ...{ pipeline: "churn", from: 0, to: day, parallel: 2, missingOnly: false, by: "", order: "newest" },
          params: { trees: 1 },
        },
      ],
    ]);
    expect(made).toMatchObject({
      ...{ backfillId: "bf-1", state: "BACKFILL_STATE_FAILED", order: "BACKFILL_ORDER_NEWEST", missingOnly: true },
      intervals: { pending: 1, running: 2, succeeded: 3, failed: 4 },
    });
    const bad = { pipeline: "", from: at(9), to: at(9), parallel: 101, paramsJson: "[]" };
    const failed = await failureOf(ask(schedules, schedules.CreateBackfill, bad));
    const fields = failed.details?.violations.map(({ field }) => field);
    expect(fields).toEqual(["pipeline", "to", "parallel", "params_json"]);
  });

  test("lists the intervals of a backfill from where a page ended", async () => {
    const interval = { interval: { start: 0, end: day }, status: "running", runId: "r-1" } as const;
    fixture = await startFixture({ backfills: { intervals: async () => [interval, interval] } });
    const { engine, schedules } = fixture;
    const list = { backfillId: "bf-1", pageSize: 1 };
    const first = await ask(schedules, schedules.ListBackfillIntervals, list);
    expect(first.intervals).toMatchObject([
      { interval: { end: at(86_400) }, state: "INTERVAL_STATE_RUNNING", runId: "r-1" },
    ]);
    await ask(schedules, schedules.ListBackfillIntervals, { ...list, pageToken: first.nextPageToken });
    expect(engine.calls).toEqual([
      ["backfills.intervals", "bf-1", { from: 0, limit: 2 }],
      ["backfills.intervals", "bf-1", { from: 1, limit: 2 }],
    ]);
  });
});
