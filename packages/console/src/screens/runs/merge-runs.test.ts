import { describe, expect, it } from "vitest";
import type { Run } from "../../api/messages.ts";
import { mergeRuns } from "./merge-runs.ts";

const run = (runId: string, second: number, rest: Partial<Run> = {}): Run =>
  ({
    ...{ runId, pipeline: "churn", state: "RUN_STATE_RUNNING", cause: { manual: {} } },
    createdAt: new Date(second * 1000).toISOString(),
    ...rest,
  }) as Run;

const ids = (pages: readonly (readonly Run[])[]) => pages.map((page) => page.map(({ runId }) => runId).join(" "));
const pages = [[run("d", 4), run("c", 3)], [run("b", 2)]];

describe("lists of runs", () => {
  it("change where they stand", () => {
    const merged = mergeRuns(pages, [run("b", 2, { state: "RUN_STATE_FAILED" })], {});
    expect(ids(merged)).toEqual(["d c", "b"]);
    expect(merged[1]?.[0]?.state).toBe("RUN_STATE_FAILED");
  });

  it("begin with what is new, the newest first", () => {
    expect(ids(mergeRuns(pages, [run("e", 5), run("f", 6)], {}))).toEqual(["f e d c", "b"]);
    expect(ids(mergeRuns([[]], [run("e", 5)], {}))).toEqual(["e"]);
  });

  it("leave to a later page what is older than what is listed", () => {
    expect(ids(mergeRuns(pages, [run("a", 1)], {}))).toEqual(["d c", "b"]);
  });

  it("hold what the filter asks for, and that only", () => {
    const ended = run("d", 4, { state: "RUN_STATE_SUCCEEDED" });
    const states = ["RUN_STATE_RUNNING"] as const;
    expect(ids(mergeRuns(pages, [ended], { states }))).toEqual(["c", "b"]);
    expect(ids(mergeRuns(pages, [run("e", 5, { pipeline: "other" })], { pipeline: "churn" }))).toEqual(["d c", "b"]);
    expect(ids(mergeRuns(pages, [run("e", 5)], { cause: "schedule" }))).toEqual(["d c", "b"]);
    expect(ids(mergeRuns(pages, [run("e", 5)], { cause: "manual" }))).toEqual(["e d c", "b"]);
  });
});
