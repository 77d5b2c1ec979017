/** Reading lists and records. */
import { current, homeOf } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Handle, Input, Part, Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";

/**
 * One item of a list, or of a record. It may not be there: go on with `when`.
 *
 * @param key - Position from 0, or name.
 *
 * @example
 * ```ts
 * const first = at(models, 0); // Ref<Model | undefined>
 * when("first", first, ({ accuracy }) => notify({ accuracy }));
 * ```
 */
export function at<L extends readonly unknown[]>(
  list: Handle<L>,
  index: Input<number>,
): Ref<Part<L, number> | undefined>;
export function at<R extends Readonly<Record<string, unknown>>>(
  record: Handle<R>,
  key: Input<string>,
): Ref<Part<R, string> | undefined>;
export function at(of: Handle<unknown>, key: unknown): unknown {
  const builder = current("at(…)");
  const reader = { who: "at(…)", builder };
  return reference({ kind: "at", of: expression(of, reader), key: expression(key, reader) }, homeOf(builder));
}
