/**
 * Is there always one of several? Where one may fail, another runs if it has, and so on to one that may not fail, there is:
 * whoever reads them all runs only once none of them failed that may not.
 */
import { needsOf } from "./compile.ts";
import type { Tell } from "./exhaustive.ts";
import type { Expression } from "./expression.ts";
import { isNullable } from "./nullable.ts";
import type { Node } from "./pipeline-spec.ts";
import type { SpecScope } from "./schema-of.ts";

export function endsSurely(items: readonly Expression[], within: SpecScope, tell: Tell): boolean {
  const nodes = items.flatMap((item) => yieldedBy(item, within, tell) ?? []);
  const fallbacks = new Set(nodes.filter(({ when }) => when === "any-failed"));
  const open = nodes.filter((node) => !fallbacks.has(node));
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!mayFail(node)) return true;
    for (const next of fallbacks) {
      if (!needsOf(next, within.byId).lenient.has(node.id)) continue;
      fallbacks.delete(next);
      open.push(next);
    }
  }
  return false;
}

/** The step or group that a value comes from, if it is there whenever that has succeeded. */
function yieldedBy(item: Expression, within: SpecScope, tell: Tell): Node | undefined {
  const id = sourceOf(item);
  if (id === undefined) return undefined;
  const { optional, schema } = tell(item, { ...within, succeeded: id });
  return optional || isNullable(schema) ? undefined : within.byId.get(id);
}

function sourceOf(item: Expression): string | undefined {
  switch (item.kind) {
    case "step":
      return item.step;
    case "group":
      return item.group;
    case "field":
      return sourceOf(item.of);
    default:
      return undefined;
  }
}

function mayFail(node: Node): boolean {
  return "mayFail" in node && node.mayFail === true;
}
