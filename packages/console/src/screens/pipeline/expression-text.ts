/** Expressions and conditions of a spec as one would say them: `train.accuracy ≥ params.production`. */
import { type Condition, type Expression, type Json, type Path, unreachable } from "@troupe/core";

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return literalText(expression.value);
    case "param":
      return at("params", expression.path);
    case "run":
    case "interval":
      return `${expression.kind}.${expression.fact}`;
    case "step":
      return at(expression.step, expression.path);
    case "item":
      return at("item", expression.path);
    case "index":
      return "index";
    case "state":
      return at("state", expression.path);
    case "loop":
      return at(expression.loop, expression.path);
    case "gather":
      return `[${expressionText(expression.of)} of each]`;
    case "arm":
      return `${expressionText(expression.of)} if ${expression.arm}`;
    case "ended":
      return `how ${expressionText(expression.of)} ended`;
    case "outcome":
      return at("outcome", expression.path);
    case "first":
      return expression.items.map(expressionText).join(", or else ");
    case "group":
    case "passed":
    case "present":
      return expressionText(expression.of);
    case "previous":
      return at("the previous run", expression.path);
    case "latest":
      return at(`the latest ${expression.pipeline}`, expression.path);
    case "dataset":
      return at(`dataset ${expression.dataset}`, expression.path);
    case "at":
      return `${expressionText(expression.of)}[${expressionText(expression.key)}]`;
    case "field":
      return at(expressionText(expression.of), expression.path);
    case "list":
      return `[${expression.items.map(expressionText).join(", ")}]`;
    case "object":
      return objectText(expression.fields);
    case "text":
      return `"${expression.parts.map((part) => (typeof part === "string" ? part : `{${expressionText(part)}}`)).join("")}"`;
    default:
      return unreachable(expression);
  }
}

const signs = { gt: ">", gte: "≥", lt: "<", lte: "≤", equals: "=" } as const;

export function conditionText(condition: Condition): string {
  switch (condition.test) {
    case "gt":
    case "gte":
    case "lt":
    case "lte":
    case "equals":
      return `${expressionText(condition.left)} ${signs[condition.test]} ${expressionText(condition.right)}`;
    case "present":
      return `${expressionText(condition.of)} is there`;
    case "holds":
      return expressionText(condition.of);
    case "beats":
      return beatsText(condition);
    case "all":
      return condition.of.map(partText).join(" and ");
    case "any":
      return condition.of.map(partText).join(" or ");
    case "not":
      return `not ${partText(condition.of)}`;
    case "otherwise":
      return "otherwise";
    default:
      return unreachable(condition);
  }
}

function beatsText({ challenger, champion, metric, by }: Extract<Condition, { readonly test: "beats" }>): string {
  const margin = by === 0 ? "" : ` + ${by}`;
  return `${expressionText(challenger)}.${metric} > ${expressionText(champion)}.${metric}${margin}`;
}

/** What is put together of several stands in parentheses inside another. */
function partText(condition: Condition): string {
  const isSeveral = (condition.test === "all" || condition.test === "any") && condition.of.length > 1;
  return isSeveral ? `(${conditionText(condition)})` : conditionText(condition);
}

function objectText(fields: Readonly<Record<string, Expression>>): string {
  const parts = Object.entries(fields).map(([name, field]) => {
    const text = expressionText(field);
    return text === name ? name : `${name}: ${text}`;
  });
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

function literalText(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function at(root: string, path: Path): string {
  return root + path.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join("");
}
