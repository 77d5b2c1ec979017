/** Decisions about a value. */
import { current, homeOf, idIn } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Handle, Ref, Synchronous } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import type { PassedAs } from "../schema/proof.ts";
import type { NodeOptions } from "../step/rules.ts";
import { armsOf } from "./arms.ts";
import type { Outcome } from "./branch.ts";
import type { Condition } from "./condition.ts";
import { decide } from "./decide.ts";

/** `name: [condition, then]` for each band, where `then` gets the value as passed; and what happens otherwise. */
export type Bands<T, A> = {
  readonly [K in keyof A]: K extends "otherwise"
    ? (rejected: Ref<T>) => Synchronous<A[K]>
    : readonly [Condition, (passed: Ref<PassedAs<T, K & string>>) => Synchronous<A[K]>];
};

/**
 * Judges a value. In the arm that is taken it has *passed*, in the band of that name, which is what a step asks for with
 * `passed(…)`; the decision and its evidence are kept with the run.
 *
 * @example
 * ```ts
 * gate("quality", winner, {
 *   production: [gte(winner.accuracy, 0.9), (model) => deploy({ model, to: "production" })],
 *   staging: [gte(winner.accuracy, 0.85), (model) => deploy({ model, to: "staging" }, { id: "deploy-staging" })],
 *   otherwise: () => notify({ accuracy: winner.accuracy }),
 * });
 * ```
 */
export function gate<T, A>(
  id: string,
  subject: Handle<T>,
  bands: Bands<T, A> & { readonly otherwise: unknown },
  options: NodeOptions = {},
): Outcome<A> {
  const builder = current(`gate("${id}", …)`);
  const reader = { who: id, builder };
  const judged = expression(subject, reader);
  const arms = armsOf(id, bands, reader, (arm) =>
    arm === "otherwise"
      ? subject
      : reference({ kind: "passed", gate: idIn(builder, id), arm, of: judged }, homeOf(builder)),
  );
  return decide(builder, { kind: "gate", id, subject: judged, arms, options }) as never;
}
