/** Joins: going on with whatever is there. */
import { current, homeOf } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Handle, Ref, ValueOf } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";

/**
 * The first that is there: of several ways the one that was taken, or what stands in for something that may be absent.
 * One of them has to be there always: a value that is never absent; the ways of one decision, all of them; or something
 * that may fail, and what runs if it has (`when: "any-failed"`). That is checked when the pipeline is read.
 *
 * @example
 * ```ts
 * const { warm, otherwise } = branch("start", {
 *   warm: [present(params.from), () => train({ data, trees: 10 })],
 *   otherwise: () => train({ data, trees: 50 }, { id: "train-cold" }),
 * });
 * const model = firstOf(warm, otherwise); // Ref<Model>, and no undefined
 * ```
 */
export function firstOf<const R extends readonly [Handle<unknown>, ...Handle<unknown>[]]>(
  ...refs: R
): Ref<NonNullable<ValueOf<R[number]>>> {
  const builder = current("firstOf(…)");
  const items = refs.map((ref, at) => expression(ref, { who: `firstOf(…), ${at + 1}.`, builder }));
  return reference({ kind: "first", items }, homeOf(builder));
}
