import { describe, expect, it } from "vitest";
import type { Run } from "../../api/messages.ts";
import { knowsAll, type Overview, statisticsOf, withRuns } from "./overview.ts";

const at = (second: number): string => new Date(second * 1000).toISOString();

const run = (runId: string, state: Run["state"], from: number, to?: number, pipeline = "churn"): Run =>
  ({
    ...{ runId, pipeline, state, createdAt: at(from) },
    ...(to !== undefined && { endedAt: at(to) }),
    ...(state === "RUN_STATE_FAILED" && { failure: { task: "train", message: "no", exitClass: "EXIT_CLASS_FAILURE" } }),
  }) as Run;

const bar = ({ runId, state, createdAt, endedAt }: Run) =>
  ({ runId, state, createdAt, ...(endedAt !== undefined && { endedAt }) }) as Overview["pipelines"][0]["recentRuns"][0];

const overview = (runs: readonly Run[], rest: object = {}): Overview =>
  ({
    pipelines: [
      { name: "churn", recentRuns: runs.map(bar), liveRuns: 0, heldRuns: 0, ...rest },
      { name: "other", recentRuns: [], liveRuns: 0, heldRuns: 0 },
    ],
    failing: [],
  }) as unknown as Overview;

const churn = (state: Overview) => {
  const [first] = state.pipelines;
  if (first === undefined) throw new Error("no pipeline");
  return first;
};

describe("an overview", () => {
  const before = overview([run("a", "RUN_STATE_SUCCEEDED", 0, 10)]);

  it("shows a run that begins, goes on and ends, once", () => {
    const begun = withRuns(before, [run("b", "RUN_STATE_RUNNING", 20)]);
    expect(churn(begun)).toMatchObject({ liveRuns: 1, successRate: 1, medianDurationMs: 10_000 });
    const ended = withRuns(begun, [run("b", "RUN_STATE_SUCCEEDED", 20, 50)]);
    expect(churn(ended)).toMatchObject({ liveRuns: 0, successRate: 1, medianDurationMs: 20_000 });
    expect(churn(ended).recentRuns.map(({ runId }) => runId)).toEqual(["a", "b"]);
    expect(ended.pipelines[1]).toBe(before.pipelines[1]);
  });

  it("keeps the newest thirty, in order, whatever order they come in", () => {
    const many = Array.from({ length: 30 }, (_, place) =>
      run(`r${place + 10}`, "RUN_STATE_SUCCEEDED", place, place + 1),
    );
    const after = withRuns(overview(many, { liveRuns: 1 }), [
      run("z2", "RUN_STATE_RUNNING", 101),
      run("z1", "RUN_STATE_RUNNING", 100),
      run("r00", "RUN_STATE_SUCCEEDED", -50, 100),
    ]);
    expect(churn(after).recentRuns).toHaveLength(30);
    expect(
      churn(after)
        .recentRuns.slice(-2)
        .map(({ runId }) => runId),
    ).toEqual(["z1", "z2"]);
    expect(churn(after).liveRuns).toBe(3);
  });

  it("tells what fails until it succeeds again", () => {
    const failed = withRuns(before, [run("b", "RUN_STATE_FAILED", 20, 30)]);
    expect(failed.failing).toMatchObject([{ runId: "b", pipeline: "churn", failure: { task: "train" } }]);
    const again = withRuns(failed, [run("c", "RUN_STATE_RUNNING", 40)]);
    expect(again.failing).toHaveLength(1);
    expect(withRuns(again, [run("c", "RUN_STATE_SUCCEEDED", 40, 50)]).failing).toEqual([]);
  });

  it("counts runs that wait for their turn apart", () => {
    const held = withRuns(before, [run("b", "RUN_STATE_WAITING", 20)]);
    expect(churn(held)).toMatchObject({ liveRuns: 0, heldRuns: 1 });
    expect(churn(withRuns(held, [run("b", "RUN_STATE_RUNNING", 20)]))).toMatchObject({ liveRuns: 1, heldRuns: 0 });
  });

  it("says which pipelines it does not know", () => {
    expect(knowsAll(before, [run("x", "RUN_STATE_RUNNING", 1, undefined, "new")])).toBe(false);
    expect(knowsAll(before, [run("x", "RUN_STATE_RUNNING", 1, undefined, "other")])).toBe(true);
  });
});

describe("how a pipeline does", () => {
  it("leaves out what was cancelled, and what goes on", () => {
    const runs = [
      run("a", "RUN_STATE_SUCCEEDED", 0, 10),
      run("b", "RUN_STATE_FAILED", 0, 99),
      run("c", "RUN_STATE_CANCELLED", 0, 1),
      run("d", "RUN_STATE_RUNNING", 0),
      run("e", "RUN_STATE_SUCCEEDED", 0, 30),
    ];
    expect(statisticsOf(runs.map(bar))).toEqual({ successRate: 2 / 3, medianDurationMs: 20_000 });
  });

  it("is not known where nothing has ended by itself, and takes no time where nothing has succeeded", () => {
    expect(statisticsOf([bar(run("c", "RUN_STATE_CANCELLED", 0, 1))])).toEqual({});
    expect(statisticsOf([bar(run("c", "RUN_STATE_TIMED_OUT", 0, 1))])).toEqual({ successRate: 0 });
  });
});
