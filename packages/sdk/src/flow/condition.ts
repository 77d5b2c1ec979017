/** Conditions: what a run can decide, as data. A function that returns a boolean is not one. */
import type * as spec from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { expression, type Reader } from "../ref/express.ts";
import type { Handle, Input } from "../ref/ref.ts";
import type { Evaluation } from "../schema/evaluation.ts";

/** Something that holds or does not when the run gets there. Made by `gte`, `equals`, `allOf`, … */
export declare abstract class Condition {
  protected readonly "~condition": true;
  private constructor();
}

const order = (test: "gt" | "gte" | "lt" | "lte") => (left: Input<number>, right: Input<number>) =>
  condition((reader) => ({ test, left: expression(left, reader), right: expression(right, reader) }));

/** Greater: `gt(winner.accuracy, 0.9)`. */
export const gt: (left: Input<number>, right: Input<number>) => Condition = order("gt");
/** Greater or equal: `gte(winner.accuracy, 0.9)`. */
export const gte: (left: Input<number>, right: Input<number>) => Condition = order("gte");
/** Less: `lt(drift.p, 0.05)`. */
export const lt: (left: Input<number>, right: Input<number>) => Condition = order("lt");
/** Less or equal: `lte(drift.p, 0.05)`. */
export const lte: (left: Input<number>, right: Input<number>) => Condition = order("lte");

/** The same text, number or boolean: `equals(params.stage, "production")`. */
export function equals<T extends string | number | boolean>(left: Handle<T>, right: Input<NoInfer<T>>): Condition {
  return condition((reader) => ({ test: "equals", left: expression(left, reader), right: expression(right, reader) }));
}

/** A boolean that a run has: `holds(params.retrain)`. */
export function holds(of: Handle<boolean>): Condition {
  return condition((reader) => ({ test: "holds", of: expression(of, reader) }));
}

/**
 * There is something: an optional field, an arm that was taken, an earlier run. `when(id, ref, …)` says the same, and
 * lets one go on with the value.
 *
 * @example
 * ```ts
 * branch("start", {
 *   warm: [present(params.from), () => train({ data, trees: 10 })],
 *   otherwise: () => train({ data, trees: 50 }, { id: "train-cold" }),
 * });
 * ```
 */
export function present(of: Handle<unknown>): Condition {
  return condition((reader) => ({ test: "present", of: expression(of, reader) }));
}

/** Every one of them holds: `allOf(gte(winner.accuracy, 0.9), holds(params.deploy))`. */
export function allOf(...of: readonly [Condition, ...Condition[]]): Condition {
  return condition((reader) => ({ test: "all", of: of.map((each) => expressCondition(each, reader)) }));
}

/** At least one of them holds: `anyOf(lt(drift.p, 0.05), lt(winner.accuracy, 0.8))`. */
export function anyOf(...of: readonly [Condition, ...Condition[]]): Condition {
  return condition((reader) => ({ test: "any", of: of.map((each) => expressCondition(each, reader)) }));
}

/** It does not hold: `not(equals(params.stage, "production"))`. */
export function not(of: Condition): Condition {
  return condition((reader) => ({ test: "not", of: expressCondition(of, reader) }));
}

/**
 * The challenger is better by a metric, on the same evaluation set: anything else does not compile.
 *
 * @param options - `by`: how much better, at least; more than 0 by default.
 *
 * @example
 * ```ts
 * const on = holdout();
 * const challenger = evaluate({ model: winner.file, on });
 * const champion = evaluate({ model: params.champion, on }, { id: "evaluate-champion" });
 * gate("better", winner, {
 *   production: [beats(challenger, champion, "auc", { by: 0.01 }), (model) => deploy({ model, to: "production" })],
 *   otherwise: () => notify({ accuracy: winner.accuracy }),
 * });
 * ```
 */
export function beats<Name extends string, Metrics>(
  challenger: Handle<Evaluation<Name, Metrics>>,
  champion: Handle<Evaluation<NoInfer<Name>, Metrics>>,
  metric: NumberKey<Metrics>,
  options: { readonly by?: number } = {},
): Condition {
  return condition((reader) => ({
    test: "beats",
    challenger: expression(challenger, reader),
    champion: expression(champion, reader),
    metric,
    by: options.by ?? 0,
  }));
}

/** @inline */
export type NumberKey<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;

// Two copies of this package in one process must read each other's conditions.
const write: unique symbol = Symbol.for("troupe.condition");

type Write = (reader: Reader) => spec.Condition;

/** Written out where it is used: only there it is known what it may read. */
function condition(how: Write): Condition {
  return { [write]: how } as unknown as Condition;
}

export function isCondition(value: unknown): value is Condition {
  return typeof value === "object" && value !== null && Object.hasOwn(value, write);
}

export function expressCondition(of: Condition, reader: Reader): spec.Condition {
  if (isCondition(of)) return (of as unknown as { readonly [write]: Write })[write](reader);
  throw invalidSpec({
    field: reader.who,
    message: `is ${typeof of}, and a condition is data`,
    fix: "write it with gte(…), equals(…), holds(…), allOf(…)",
  });
}
