import type { RunStatus } from "@troupe/core";
import type { CatalogRun, RunBar } from "@troupe/engine";
import { describe, expect, test } from "vitest";
import { medianDurationMs, successRate, toBrief } from "./overview.ts";

const bar = (status: RunStatus, ms: number | null = null): RunBar => ({
  ...{ runId: "r", status, createdAt: 1000 },
  endedAt: ms === null ? null : 1000 + ms,
});

describe("the share of runs that succeed", () => {
  test("is of those that ended by themselves", () => {
    const bars = [bar("running"), bar("waiting"), bar("cancelled", 1), bar("failed", 1), bar("timed-out", 1)];
    expect(successRate([...bars, bar("succeeded", 1), bar("succeeded", 1)])).toBe(0.5);
    expect(successRate(bars)).toBe(0);
    expect(successRate(bars.slice(0, 3))).toBeUndefined();
  });
});

describe("the median duration", () => {
  test("is of those that succeeded, the middle one or between the middle two", () => {
    const succeeded = [30, 10, 90].map((ms) => bar("succeeded", ms));
    expect(medianDurationMs([...succeeded, bar("failed", 1), bar("running")])).toBe(30);
    expect(medianDurationMs([...succeeded, bar("succeeded", 51)])).toBe(41);
    expect(medianDurationMs([bar("failed", 1)])).toBeUndefined();
  });
});

describe("a run that failed, in brief", () => {
  const run = (change: Partial<CatalogRun>): CatalogRun => ({
    ...{ runId: "01", pipeline: "churn", version: "v", status: "failed", createdAt: 0, endedAt: 1000 },
    ...{ failure: null, failed: null, params: null, requestId: null, cause: { kind: "manual" }, interval: null },
    ...{ datasets: {}, tasks: null, sequence: 3, ...change },
  });

  test("says which task it was, and what that said", () => {
    const failed = { task: "train[1]", exitClass: "oom", code: "OUT_OF_MEMORY" } as const;
    expect(toBrief(run({ failure: "train[1]: no room", failed }))).toMatchObject({
      runId: "01",
      failure: { task: "train[1]", exitClass: "EXIT_CLASS_OOM", code: "OUT_OF_MEMORY", message: "no room" },
    });
  });

  test("says as much as is known where no task was to blame", () => {
    expect(toBrief(run({ status: "timed-out", failure: "timed out after 5 ms" })).failure).toEqual({
      ...{ task: "", exitClass: "EXIT_CLASS_TIMEOUT", code: "", message: "timed out after 5 ms" },
    });
    const failed = { task: null, exitClass: "error", code: "DECISION_FAILED" } as const;
    expect(toBrief(run({ failure: "gate: no value", failed })).failure).toMatchObject({
      ...{ task: "", exitClass: "EXIT_CLASS_ERROR", message: "gate: no value" },
    });
  });
});
