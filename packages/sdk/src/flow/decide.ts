/** What `branch`, `gate` and `when` have in common: arms, of which a run takes the first whose condition holds. */
import type * as spec from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { checkName } from "../names.ts";
import { type Builder, homeOf, idIn, place, scopeOf, synchronous, within } from "../pipeline/builder.ts";
import { express } from "../ref/express.ts";
import type { Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { type NodeOptions, rulesOf } from "../step/rules.ts";

export interface Decision {
  readonly kind: "branch" | "gate";
  readonly id: string;
  readonly subject?: spec.Expression;
  readonly arms: readonly Arm[];
  readonly options?: NodeOptions;
}

export interface Arm {
  readonly name: string;
  readonly if: spec.Condition;
  /** Reads the inside of the arm. */
  readonly body: () => unknown;
}

/** Places the decision, then what is in its arms; yields what each arm yields. */
export function decide(builder: Builder, decision: Decision): Record<string, Ref<unknown>> {
  const { kind, subject, arms, options = {} } = decision;
  const id = idIn(builder, decision.id);
  if (arms.length === 0)
    throw invalidSpec({ field: id, message: "has no arms", fix: "give it one: name: [condition, () => step(…)]" });
  // What is always taken comes last, wherever it was written.
  const inOrder = arms.toSorted((a, b) => Number(a.if.test === "otherwise") - Number(b.if.test === "otherwise"));
  place(builder, {
    kind,
    id,
    scope: scopeOf(builder),
    ...rulesOf(options, { who: id, builder }),
    ...(subject && { subject }),
    arms: inOrder.map((arm) => ({ name: arm.name, if: arm.if })),
  });
  return Object.fromEntries(inOrder.map((arm) => [arm.name, readArm(builder, id, arm)]));
}

function readArm(builder: Builder, id: string, arm: Arm): Ref<unknown> {
  checkName(arm.name, `the arm of ${id}`);
  const segment = `${id}/${arm.name}`;
  const of = within(builder, { segment, label: () => segment }, () =>
    express(synchronous(arm.body(), segment), { who: `what ${id}.${arm.name} yields`, builder }),
  );
  const value = of ?? ({ kind: "literal", value: null } as const);
  return reference({ kind: "arm", branch: id, arm: arm.name, of: value }, homeOf(builder));
}
