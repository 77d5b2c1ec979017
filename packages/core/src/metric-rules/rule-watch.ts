/**
 * Looks at the points of one attempt in the order in which they come. Each rule fires once: what is so stays so, and a
 * history is no place for the same warning a thousand times.
 */
import { unreachable } from "../error.ts";
import type { MetricCondition, MetricRule, RuleFiring } from "./metric-rule.ts";

export interface WatchedPoint {
  readonly name: string;
  readonly value: number;
  readonly step: number | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export class RuleWatch {
  readonly #byMetric = new Map<string, Watched[]>();

  constructor(rules: readonly MetricRule[]) {
    for (const [place, rule] of rules.entries()) {
      const watched = { place, rule, row: 0, best: undefined };
      const others = this.#byMetric.get(rule.metric);
      if (others === undefined) this.#byMetric.set(rule.metric, [watched]);
      else others.push(watched);
    }
  }

  /** What fires with this point, in the order of the rules. */
  take(point: WatchedPoint): readonly RuleFiring[] {
    const watching = this.#byMetric.get(point.name);
    if (watching === undefined) return [];
    const fired = watching.filter((each) => holds(each, point.value));
    if (fired.length === 0) return [];
    const left = watching.filter((each) => !fired.includes(each));
    if (left.length === 0) this.#byMetric.delete(point.name);
    else this.#byMetric.set(point.name, left);
    return fired.map((each) => firingOf(each, point));
  }
}

interface Watched {
  readonly place: number;
  readonly rule: MetricRule;
  /** Points in a row for which its condition holds; of a plateau, those without a better value. */
  row: number;
  best: number | undefined;
}

function holds(watched: Watched, value: number): boolean {
  const { when } = watched.rule;
  if (when.test === "plateau") return isFlat(watched, when, value);
  watched.row = isMet(when, value) ? watched.row + 1 : 0;
  return watched.row >= (when.points ?? 1);
}

function isMet(when: Exclude<MetricCondition, { test: "plateau" }>, value: number): boolean {
  switch (when.test) {
    case "gt":
      return value > when.value;
    case "gte":
      return value >= when.value;
    case "lt":
      return value < when.value;
    case "lte":
      return value <= when.value;
    case "nan":
      return Number.isNaN(value);
    case "infinite":
      return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
    default:
      return unreachable(when);
  }
}

/** The first value is the first best one; NaN is never better. */
function isFlat(
  watched: Watched,
  { window, minDelta, goal }: Extract<MetricCondition, { test: "plateau" }>,
  value: number,
): boolean {
  const { best } = watched;
  const gain = best === undefined ? Number.POSITIVE_INFINITY : goal === "min" ? best - value : value - best;
  if (!Number.isNaN(value) && gain > 0 && gain >= minDelta) {
    watched.best = value;
    watched.row = 0;
    return false;
  }
  watched.row += 1;
  return watched.row >= window;
}

function firingOf({ place, rule, best }: Watched, { value, step, at }: WatchedPoint): RuleFiring {
  const { metric, action } = rule;
  return { rule: place, action, metric, value: told(value), step, at, message: sentence(rule, value, best) };
}

function told(value: number): RuleFiring["value"] {
  return Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity");
}

const words = { gt: "more than", gte: "at least", lt: "less than", lte: "at most" } as const;

function sentence({ metric, when }: MetricRule, value: number, best: number | undefined): string {
  switch (when.test) {
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return `${metric} is ${value}, ${words[when.test]} ${when.value}${row(when.points)}`;
    case "nan":
    case "infinite":
      return `${metric} is ${value}${row(when.points)}`;
    case "plateau":
      return `${metric} has not become better by ${when.minDelta} in ${when.window} points: ${value} now, ${best ?? "nothing"} at best`;
    default:
      return unreachable(when);
  }
}

function row(points = 1): string {
  return points === 1 ? "" : `, ${points} points in a row`;
}
