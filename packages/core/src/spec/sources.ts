/** What an expression or condition reads. */
import { unreachable } from "../error.ts";
import type { Condition, Expression } from "./expression.ts";

/** The expressions directly inside one. */
export function inside(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "gather":
    case "arm":
    case "group":
    case "ended":
    case "passed":
    case "present":
    case "field":
      return [expression.of];
    case "at":
      return [expression.of, expression.key];
    case "list":
    case "first":
      return expression.items;
    case "object":
      return Object.values(expression.fields);
    case "text":
      return expression.parts.filter((part) => typeof part !== "string");
    case "literal":
    case "param":
    case "run":
    case "interval":
    case "step":
    case "item":
    case "index":
    case "state":
    case "loop":
    case "outcome":
    case "previous":
    case "latest":
    case "dataset":
      return [];
    default:
      return unreachable(expression);
  }
}

export function expressionsOf(condition: Condition): readonly Expression[] {
  switch (condition.test) {
    case "gt":
    case "gte":
    case "lt":
    case "lte":
    case "equals":
      return [condition.left, condition.right];
    case "present":
    case "holds":
      return [condition.of];
    case "beats":
      return [condition.challenger, condition.champion];
    case "all":
    case "any":
      return condition.of.flatMap(expressionsOf);
    case "not":
      return expressionsOf(condition.of);
    case "otherwise":
      return [];
    default:
      return unreachable(condition);
  }
}

/** The node that an expression itself refers to. */
export function sourceOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "step":
      return expression.step;
    case "gather":
      return expression.map;
    case "arm":
      return expression.branch;
    case "group":
      return expression.group;
    case "loop":
      return expression.loop;
    default:
      return undefined;
  }
}

/** The nodes that yield the value, without those that stand inside of one that is named already. */
export function sourcesOf(expression: Expression): readonly string[] {
  const source = sourceOf(expression);
  return source === undefined ? inside(expression).flatMap(sourcesOf) : [source];
}

/** Calls back for every node that is read, in whichever depth; `isLenient` if only how it ended is asked. */
export function eachSource(
  expression: Expression,
  visit: (node: string, isLenient: boolean) => void,
  isLenient = false,
): void {
  const source = sourceOf(expression);
  if (source !== undefined) visit(source, isLenient);
  for (const inner of inside(expression)) eachSource(inner, visit, isLenient || expression.kind === "ended");
}
