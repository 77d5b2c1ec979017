/** What happens only sometimes. */
import { current, homeOf } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Handle, Ref, Synchronous, ValueOf } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import type { NodeOptions } from "../step/rules.ts";
import { type Condition, expressCondition, isCondition } from "./condition.ts";
import { decide } from "./decide.ts";

/**
 * One step or several, if a condition holds, or if a value is there. The value is then known to be there.
 *
 * @example
 * ```ts
 * when("low", lt(winner.accuracy, 0.5), () => notify({ accuracy: winner.accuracy }));
 *
 * const champion = previous(z.object({ model: Model })); // Ref<{ model: … } | undefined>
 * when("compare", champion, ({ model }) => compare({ champion: model, challenger: winner }));
 * ```
 */
export function when<R>(
  id: string,
  condition: Condition,
  then: () => Synchronous<R>,
  options?: NodeOptions,
): Ref<ValueOf<R> | undefined>;
export function when<T, R>(
  id: string,
  value: Handle<T>,
  then: (value: Ref<NonNullable<T>>) => Synchronous<R>,
  options?: NodeOptions,
): Ref<ValueOf<R> | undefined>;
export function when(id: string, test: unknown, then: (value: never) => unknown, options: NodeOptions = {}): unknown {
  const builder = current(`when("${id}", …)`);
  const reader = { who: id, builder };
  if (isCondition(test)) {
    const condition = expressCondition(test, reader);
    return decide(builder, {
      kind: "branch",
      id,
      arms: [{ name: "then", if: condition, body: () => then(undefined as never) }],
      options,
    }).then;
  }
  const of = expression(test, reader);
  const value = () => reference({ kind: "present", of }, homeOf(builder));
  const arm = { name: "then", if: { test: "present", of }, body: () => then(value() as never) } as const;
  return decide(builder, { kind: "branch", id, arms: [arm], options }).then;
}
