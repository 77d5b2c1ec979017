import { describe, expect, test } from "vitest";
import { type ComparedRun, flatParams, metricOf, paramNames, sortRuns } from "./comparison.ts";
import { Curve } from "./curves/curve.ts";

function run(runId: string, given: Partial<ComparedRun> = {}): ComparedRun {
  return { runId, createdMs: 0, params: {}, metrics: {}, ...given };
}

function curve(values: number[], at: number): Curve {
  const made = new Curve({ runId: "r", task: "t", attempt: 1, name: "loss" });
  made.append(
    Float64Array.from(values.keys()),
    Float64Array.from(values),
    Float64Array.from(values, () => at),
  );
  return made;
}

describe("runs beside each other", () => {
  test("have parameters by their paths", () => {
    const json = '{"lr": 0.1, "model": {"depth": 3, "name": "x"}, "trees": [1, 2], "on": true, "none": null}';
    expect(flatParams(json)).toEqual({
      lr: 0.1,
      "model.depth": 3,
      "model.name": "x",
      trees: "[1,2]",
      on: "true",
      none: "null",
    });
    expect(flatParams("")).toEqual({});
  });

  test("say first by what they differ", () => {
    const runs = [run("a", { params: { lr: 1, seed: 7 } }), run("b", { params: { lr: 2, seed: 7, extra: 1 } })];
    expect(paramNames(runs)).toEqual({ differing: ["lr", "extra"], same: ["seed"] });
  });

  test("come to one number for a metric", () => {
    const curves = [curve([3, 1, 2], 5), curve([9, Number.NaN, 8], 4)];
    expect([metricOf(curves, "min"), metricOf(curves, "max"), metricOf(curves, "last")]).toEqual([1, 9, 2]);
    expect(metricOf([], "min")).toBeUndefined();
  });

  test("are sorted by any of it, those without it last", () => {
    const runs = [
      run("a", { createdMs: 1, metrics: { loss: 0.5 }, params: { size: "10" } }),
      run("b", { createdMs: 3, metrics: { loss: 0.1 }, params: { size: "9" } }),
      run("c", { createdMs: 2, metrics: { loss: Number.NaN } }),
    ];
    const ids = (by?: string): string =>
      sortRuns(runs, by)
        .map(({ runId }) => runId)
        .join("");
    expect([
      ids(),
      ids("created"),
      ids("metric.loss"),
      ids("-metric.loss"),
      ids("param.size"),
      ids("-param.size"),
    ]).toEqual(["bca", "acb", "bac", "abc", "bac", "abc"]);
  });
});
