/** What an expression or condition reads. */
import { unreachable } from "../error.ts";
import type { Condition, Expression } from "./expression.ts";

/** The expressions directly inside one. */
export function inside(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "gather":
    case "arm":
    case "passed":
    case "present":
    case "field":
      return [expression.of];
    case "at":
      return [expression.of, expression.key];
    case "list":
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
    case "previous":
    case "latest":
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

/** Calls back for an expression and everything inside it. */
export function walk(expression: Expression, visit: (inner: Expression) => void): void {
  visit(expression);
  for (const inner of inside(expression)) walk(inner, visit);
}
