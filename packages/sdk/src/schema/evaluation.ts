/** Evaluations name the data they were made on, so that only those on the same data compare. */
import { z } from "zod";
import type { Schema } from "./artifact.ts";
import type { proof } from "./marks.ts";
import { marked, marksOf } from "./metadata.ts";

/** A data set that evaluations name. */
export type EvaluationSet<Name extends string, T> = T & { readonly [proof]: { readonly set: Name } };

/** The metrics of one model on one evaluation set. */
export type Evaluation<Name extends string, Metrics> = Metrics & { readonly [proof]: { readonly on: Name } };

/**
 * A data set to evaluate on.
 *
 * @example
 * ```ts
 * const Holdout = evaluationSet("churn-holdout", artifact("csv", Customer));
 * const holdout = python("holdout", { run: "steps/holdout.py", output: Holdout });
 * ```
 */
export function evaluationSet<const Name extends string, S extends z.core.$ZodType>(
  name: Name,
  schema: S,
): Schema<EvaluationSet<Name, z.output<S>>> {
  return marked(schema, { evaluationSet: name }) as never;
}

/**
 * The metrics of a model on one evaluation set. `beats` compares two evaluations only if their set is the same.
 *
 * @example
 * ```ts
 * const evaluate = python("evaluate", {
 *   run: "steps/evaluate.py",
 *   input: { model: artifact("joblib"), on: Holdout },
 *   output: evaluation(Holdout, { accuracy: z.number(), auc: z.number() }),
 * });
 * ```
 */
export function evaluation<Name extends string, Metrics extends z.ZodRawShape>(
  on: Schema<EvaluationSet<Name, unknown>>,
  metrics: Metrics,
): Schema<Evaluation<Name, z.output<z.ZodObject<Metrics>>>> {
  const { evaluationSet } = marksOf(on);
  if (evaluationSet === undefined) throw new TypeError("evaluation(…) is made on an evaluationSet(name, schema)");
  return marked(z.object(metrics), { evaluatedOn: evaluationSet }) as never;
}
