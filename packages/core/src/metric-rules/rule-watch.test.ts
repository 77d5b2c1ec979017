import { describe, expect, it } from "vitest";
import { type MetricCondition, type MetricRule, RuleWatch } from "../index.ts";

const rule = (when: MetricCondition, action: MetricRule["action"] = "stop", metric = "loss"): MetricRule => ({
  metric,
  when,
  action,
});

/** The steps at which something fires, with what is said. */
function fired(rules: readonly MetricRule[], values: readonly number[], name = "loss") {
  const watch = new RuleWatch(rules);
  return values.flatMap((value, step) => watch.take({ name, value, step, at: step * 1000 }));
}

describe("rules about metrics", () => {
  it("fire once, with the point that decided", () => {
    expect(fired([rule({ test: "nan" }, "fail")], [0.5, Number.NaN, Number.NaN])).toEqual([
      { rule: 0, action: "fail", metric: "loss", value: "NaN", step: 1, at: 1000, message: "loss is NaN" },
    ]);
  });

  it("tell NaN from what is infinite", () => {
    expect(fired([rule({ test: "nan" })], [Number.POSITIVE_INFINITY])).toEqual([]);
    expect(fired([rule({ test: "infinite" })], [Number.NEGATIVE_INFINITY])).toMatchObject([{ value: "-Infinity" }]);
  });

  it.each([
    ["gt", [2, 3], 1, "loss is 3, more than 2"],
    ["gte", [1, 2], 1, "loss is 2, at least 2"],
    ["lt", [2, 1], 1, "loss is 1, less than 2"],
    ["lte", [3, 2], 1, "loss is 2, at most 2"],
  ] as const)("know %s from its neighbours", (test, values, step, message) => {
    expect(fired([rule({ test, value: 2 })], values)).toMatchObject([{ step, message }]);
  });

  it("may ask for points in a row, which one other point breaks", () => {
    const when: MetricCondition = { test: "gt", value: 10, points: 3 };
    expect(fired([rule(when)], [11, 12, 1, 11, 12, 13])).toMatchObject([
      { step: 5, message: "loss is 13, more than 10, 3 points in a row" },
    ]);
  });

  it("see a plateau: no better by the least difference in so many points", () => {
    const plateau = rule({ test: "plateau", window: 3, minDelta: 0.1, goal: "min" });
    expect(fired([plateau], [1, 0.95, 0.92, 0.85, 0.84, 0.83, 0.82])).toMatchObject([
      { step: 6, message: "loss has not become better by 0.1 in 3 points: 0.82 now, 0.85 at best" },
    ]);
    expect(fired([rule({ test: "plateau", window: 2, minDelta: 0, goal: "max" })], [1, 2, 2, 2])).toMatchObject([
      { step: 3 },
    ]);
  });

  it("take NaN for no progress on a plateau", () => {
    const plateau = rule({ test: "plateau", window: 2, minDelta: 0.1, goal: "min" });
    expect(fired([plateau], [Number.NaN, Number.NaN])).toMatchObject([{ step: 1 }]);
  });

  it("look at their own metric, each for itself", () => {
    const rules = [rule({ test: "gt", value: 1 }, "mark"), rule({ test: "gt", value: 1 }, "stop", "accuracy")];
    expect(fired(rules, [2])).toMatchObject([{ rule: 0, action: "mark" }]);
    expect(fired(rules, [2], "accuracy")).toMatchObject([{ rule: 1, action: "stop" }]);
    expect(fired(rules, [2], "speed")).toEqual([]);
  });
});
