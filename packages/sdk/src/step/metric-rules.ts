/** Rules about the metrics of a running step, as an author writes them. */
import { type MetricCondition, type RuleAction, ruleLimits } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";

/** What is to happen when a metric is found to be so. Made by `stopWhen`, `failWhen`, `markWhen` and `plateau`. */
export interface MetricRule<Metric extends string = string> {
  readonly metric: Metric;
  readonly when: MetricCondition;
  readonly action: RuleAction;
}

/** What is looked for in each point. `isNaN` and `isInfinite` are what a loss becomes that has exploded. */
export type MetricTest = (
  | { readonly gt: number }
  | { readonly gte: number }
  | { readonly lt: number }
  | { readonly lte: number }
  | { readonly isNaN: true }
  | { readonly isInfinite: true }
) & {
  /** As many points in a row. Default: 1. */
  readonly points?: number;
};

/** When a metric counts as not getting better any more. */
export interface Plateau {
  /** So many points without a better value. */
  readonly window: number;
  /** A value is better only if it is better by this much. Default: 0, any better value counts. */
  readonly minDelta?: number;
  /** What is better. Default: `"min"`, as of a loss. */
  readonly goal?: "min" | "max";
  /** Default: `"stop"`. */
  readonly do?: RuleAction;
}

/**
 * Ends the attempt as if it had come to its end by itself: it is asked to stop, has its `grace`, and whatever output it
 * has left by then is the output of the step. One that has left none that fits its schema fails.
 *
 * @example
 * ```ts
 * python("train", { run: "train.py:train", output: Model, metrics: ["accuracy"], rules: [stopWhen("accuracy", { gte: 0.99 })] });
 * ```
 */
export function stopWhen<const Metric extends string>(metric: Metric, test: MetricTest): MetricRule<Metric> {
  return { metric, when: conditionOf(test, metric), action: "stop" };
}

/** Ends the attempt as a failure of the step, `METRIC_RULE`: `failWhen("loss", { isNaN: true })`. */
export function failWhen<const Metric extends string>(metric: Metric, test: MetricTest): MetricRule<Metric> {
  return { metric, when: conditionOf(test, metric), action: "fail" };
}

/** Leaves a warning in the history of the run, and nothing else: `markWhen("grad_norm", { gt: 100, points: 5 })`. */
export function markWhen<const Metric extends string>(metric: Metric, test: MetricTest): MetricRule<Metric> {
  return { metric, when: conditionOf(test, metric), action: "mark" };
}

/** Early stopping: `plateau("loss", { window: 10, minDelta: 0.001 })` stops a step whose loss does not fall any more. */
export function plateau<const Metric extends string>(
  metric: Metric,
  { window, minDelta = 0, goal = "min", do: action = "stop" }: Plateau,
): MetricRule<Metric> {
  return { metric, when: { test: "plateau", window: points(window, `${metric}.window`), minDelta, goal }, action };
}

const words = { isNaN: "nan", isInfinite: "infinite", gt: "gt", gte: "gte", lt: "lt", lte: "lte" } as const;

function conditionOf({ points: row, ...test }: MetricTest, metric: string): MetricCondition {
  const more = row === undefined ? {} : { points: points(row, `${metric}.points`) };
  const [[name, value] = ["", undefined], ...others] = Object.entries(test);
  if (!Object.hasOwn(words, name) || others.length > 0)
    throw invalidSpec({
      field: `the rule about ${metric}`,
      message: `has ${Object.keys(test).join(" and ") || "no test"}`,
      fix: `give it one of ${Object.keys(words).join(", ")}`,
    });
  const word = words[name as keyof typeof words];
  return word === "nan" || word === "infinite"
    ? { test: word, ...more }
    : { test: word, value: Number(value), ...more };
}

function points(count: number, field: string): number {
  if (Number.isSafeInteger(count) && count >= 1 && count <= ruleLimits.points) return count;
  const fix = `give it a whole number of points, 1 to ${ruleLimits.points}`;
  throw invalidSpec({ field, message: `is ${count}`, fix });
}
