/** Decisions between ways to go on. */
import { current } from "../pipeline/builder.ts";
import type { Ref, Synchronous, ValueOf } from "../ref/ref.ts";
import type { NodeOptions } from "../step/rules.ts";
import { armsOf } from "./arms.ts";
import type { Condition } from "./condition.ts";
import { decide } from "./decide.ts";

/** `name: [condition, then]` for each way, and what happens otherwise. */
export type Arms<A> = {
  readonly [K in keyof A]: K extends "otherwise"
    ? () => Synchronous<A[K]>
    : readonly [Condition, () => Synchronous<A[K]>];
};

/** What each arm yields; that of an arm that was not taken is `undefined`. */
export type Outcome<A> = { readonly [K in keyof A]: Ref<ValueOf<A[K]> | undefined> };

/**
 * Takes the first arm whose condition holds, and none if there is no `otherwise`.
 *
 * @example
 * ```ts
 * branch("drifted", {
 *   retrain: [lt(drift.p, 0.05), () => train({ data, trees: 50 })],
 *   otherwise: () => notify({ accuracy: winner.accuracy }),
 * });
 * ```
 */
export function branch<A>(id: string, arms: Arms<A>, options: NodeOptions = {}): Outcome<A> {
  const builder = current(`branch("${id}", …)`);
  const reader = { who: id, builder };
  return decide(builder, { kind: "branch", id, arms: armsOf(id, arms, reader, () => undefined), options }) as never;
}
