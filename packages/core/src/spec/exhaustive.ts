/** Is there always one of several? Where they are the arms of one decision that always takes an arm, there is. */
import { isObject } from "../json.ts";
import type { Expression } from "./expression.ts";
import type { BranchNode, JsonSchema } from "./pipeline-spec.ts";
import type { Inferred, SpecScope } from "./schema-of.ts";

/** How schemas are told: given, because telling them asks here. */
export type Tell = (expression: Expression, within: SpecScope) => Inferred;

/** What the arms yield must be there itself. */
export function alwaysOneOf(items: readonly Expression[], within: SpecScope, tell: Tell): boolean {
  const arms = items.filter((item) => item.kind === "arm");
  return arms.some(({ branch }) => {
    const node = within.byId.get(branch);
    if (node?.kind !== "branch" && node?.kind !== "gate") return false;
    const given = arms.filter((arm) => arm.branch === branch && yields(arm, node, within, tell)).map(({ arm }) => arm);
    return (
      node.when !== "any-failed" && covers(node, within, tell) && node.arms.every(({ name }) => given.includes(name))
    );
  });
}

function yields(
  { arm, of }: Expression & { readonly kind: "arm" },
  node: BranchNode,
  within: SpecScope,
  tell: Tell,
): boolean {
  if (of.kind === "literal" && of.value === null) return false;
  return !tell(of, { ...within, scope: [...node.scope, `${node.id}/${arm}`] }).optional;
}

/** Whether it takes an arm whatever comes: the last one has no condition, or there is one for each value. */
function covers(node: BranchNode, within: SpecScope, tell: Tell): boolean {
  if (node.arms.some((arm) => arm.if.test === "otherwise")) return true;
  if (node.subject === undefined) return false;
  const { schema, optional } = tell(node.subject, { ...within, scope: node.scope });
  const values = valuesOf(schema);
  const subject = JSON.stringify(node.subject);
  const taken = node.arms.flatMap(({ if: test }) =>
    test.test === "equals" && test.right.kind === "literal" && JSON.stringify(test.left) === subject
      ? [test.right.value]
      : [],
  );
  return !optional && values !== undefined && values.every((value) => taken.includes(value as never));
}

/** Every value that there is; undefined if there is no end of them. */
function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  if ("const" in schema) return [schema.const];
  if (Array.isArray(schema.enum)) return schema.enum;
  if (Array.isArray(schema.anyOf)) {
    const each = (schema.anyOf as JsonSchema[]).map(valuesOf);
    return each.includes(undefined) ? undefined : each.flatMap((values) => values ?? []);
  }
  return schema.type === "boolean" ? [true, false] : undefined;
}
