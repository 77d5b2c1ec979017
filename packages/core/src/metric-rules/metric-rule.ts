/** Rules about the metrics of a running step: what a point, or a row of them, means for its attempt. */

export interface MetricRule {
  /** Name of the metric, one that the step declares. */
  readonly metric: string;
  readonly when: MetricCondition;
  readonly action: RuleAction;
}

export type MetricCondition =
  | {
      readonly test: "gt" | "gte" | "lt" | "lte";
      readonly value: number;
      /** As many points in a row. Absent: one. */
      readonly points?: number;
    }
  | { readonly test: "nan" | "infinite"; readonly points?: number }
  /** Its best value has not become better by `minDelta` within `window` points. */
  | { readonly test: "plateau"; readonly window: number; readonly minDelta: number; readonly goal: "min" | "max" };

/** `stop`: the attempt ends, and what it has left counts as if it had ended by itself. `mark`: a warning in the history. */
export type RuleAction = "stop" | "fail" | "mark";

/** A rule that fired. JSON to the letter: a value that JSON has no number for is its name. */
export interface RuleFiring {
  /** Its place among the rules of the step, from 0. */
  readonly rule: number;
  readonly action: RuleAction;
  readonly metric: string;
  /** Of the point that decided. */
  readonly value: number | "NaN" | "Infinity" | "-Infinity";
  /** Of the point, if it had one. */
  readonly step: number | null;
  /** When the agent had the point, by its clock. */
  readonly at: number;
  /** What was found, as half a sentence: `loss is NaN`. */
  readonly message: string;
}

export const ruleLimits = { rules: 50, points: 1_000_000 } as const;
