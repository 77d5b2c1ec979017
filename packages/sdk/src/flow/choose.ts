/** Decisions by a value: one way for each that there is. */

import { invalidSpec } from "../invalid-spec.ts";
import { current } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Handle, Ref, Synchronous, ValueOf } from "../ref/ref.ts";
import type { Refused } from "../schema/storable.ts";
import type { NodeOptions } from "../step/rules.ts";
import { decide } from "./decide.ts";

/** What an arm is called for a value: itself, as a text. */
export type CaseOf<T> = T extends string | boolean ? `${T}` : never;

/** There are more values than can be named, or none may be there. */
type IsOpen<T> = undefined extends T ? true : null extends T ? true : string extends T ? true : false;

/** A way for each value, and `otherwise` where not every one is named. */
export type Cases<T, A> = {
  readonly [K in keyof A]: K extends CaseOf<T> | "otherwise"
    ? () => Synchronous<A[K]>
    : Refused<"the value never is that">;
} & ("otherwise" extends keyof A
  ? unknown
  : IsOpen<T> extends true
    ? { readonly otherwise: () => unknown }
    : { readonly [K in CaseOf<T>]: unknown });

/** What each way yields; that of a way that was not taken is `undefined`. */
export type Chosen<A> = { readonly [K in keyof A]: Ref<ValueOf<A[K]> | undefined> };

/**
 * Goes the way that is named as a value is: an enum, a boolean, what a step decided. The compiler sees that none is
 * missing; of an open text, and of what may be absent, `otherwise` takes the rest.
 *
 * @example
 * ```ts
 * const way = decideWay({ drift: drift.p }); // Ref<"retrain" | "keep">
 * const { retrain } = choose("way", way, {
 *   retrain: () => train({ data, trees: 50 }),
 *   keep: () => {},
 * });
 *
 * choose("region", params.region, { eu: () => notify({ accuracy: 1 }), otherwise: () => {} });
 * ```
 */
export function choose<T extends string | boolean | null | undefined, A>(
  id: string,
  value: Handle<T>,
  cases: Cases<T, A>,
  options: NodeOptions = {},
): Chosen<A> {
  const builder = current(`choose("${id}", …)`);
  const subject = expression(value, { who: id, builder });
  const arms = Object.entries(cases as Readonly<Record<string, unknown>>).map(([name, body]) => {
    if (typeof body !== "function")
      throw invalidSpec({ field: `${id}.${name}`, message: "is no way to go", fix: `write ${name}: () => step(…)` });
    if (name === "otherwise") return { name, if: { test: "otherwise" }, body: () => body() } as const;
    const right = { kind: "literal", value: literalOf(name) } as const;
    return { name, if: { test: "equals", left: subject, right }, body: () => body() } as const;
  });
  return decide(builder, { kind: "branch", id, subject, arms, options }) as never;
}

/** A text that reads `true` stands for itself nowhere: then it is the boolean. */
function literalOf(name: string): string | boolean {
  return name === "true" || name === "false" ? name === "true" : name;
}
