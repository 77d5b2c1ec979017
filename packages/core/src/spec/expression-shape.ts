/** What a spec computes: do its expressions and conditions have the shape that they should? */
import { isObject } from "../json.ts";
import { show } from "../schema/validate-json.ts";
import type { Look } from "./look.ts";

const expressionFields: Readonly<Record<string, readonly string[]>> = {
  literal: ["value"],
  param: ["path"],
  run: ["fact"],
  interval: ["fact"],
  step: ["step", "path"],
  item: ["map", "path"],
  index: ["map"],
  state: ["loop", "path"],
  loop: ["loop", "path"],
  gather: ["map", "of"],
  arm: ["branch", "arm", "of"],
  group: ["group", "of"],
  ended: ["of"],
  outcome: ["path"],
  first: ["items"],
  passed: ["gate", "arm", "of"],
  present: ["of"],
  previous: ["path"],
  latest: ["pipeline", "path"],
  dataset: ["dataset", "path"],
  at: ["of", "key"],
  field: ["of", "path"],
  list: ["items"],
  object: ["fields"],
  text: ["parts"],
};

export function checkExpression(look: Look, expression: unknown, at: string, depth: number): void {
  if (depth > 64) {
    look.add(at, "is nested too deeply", "build the value in a step");
    return;
  }
  const kind = isObject(expression) ? String(expression.kind) : "";
  const names = Object.hasOwn(expressionFields, kind) ? expressionFields[kind] : undefined;
  if (names === undefined) {
    look.add(
      at,
      `is ${show(expression)}`,
      `use an expression: its kind is one of ${Object.keys(expressionFields).join(", ")}`,
    );
    return;
  }
  const fields = look.object(expression, at, ["kind", ...names]);
  if (fields === undefined) return;
  for (const name of ["step", "map", "loop", "branch", "gate", "arm", "group", "pipeline", "dataset"])
    if (names.includes(name)) look.text(fields[name], `${at}.${name}`);
  if (names.includes("path"))
    for (const [index, part] of look.list(fields.path, `${at}.path`).entries()) look.text(part, `${at}.path[${index}]`);
  if (names.includes("fact"))
    look.oneOf(fields.fact, `${at}.fact`, kind === "run" ? ["id", "createdAt"] : ["start", "end"]);
  if (names.includes("of")) checkExpression(look, fields.of, `${at}.of`, depth + 1);
  if (names.includes("key")) checkExpression(look, fields.key, `${at}.key`, depth + 1);
  if (names.includes("items"))
    for (const [index, item] of look.list(fields.items, `${at}.items`).entries())
      checkExpression(look, item, `${at}[${index}]`, depth + 1);
  if (names.includes("fields"))
    for (const [name, inner] of look.entries(fields.fields, `${at}.fields`))
      checkExpression(look, inner, `${at}.${name}`, depth + 1);
  if (names.includes("parts"))
    for (const [index, part] of look.list(fields.parts, `${at}.parts`).entries())
      if (typeof part !== "string") checkExpression(look, part, `${at}.parts[${index}]`, depth + 1);
}

const conditionFields: Readonly<Record<string, readonly string[]>> = {
  gt: ["left", "right"],
  gte: ["left", "right"],
  lt: ["left", "right"],
  lte: ["left", "right"],
  equals: ["left", "right"],
  present: ["of"],
  holds: ["of"],
  beats: ["challenger", "champion", "metric", "by"],
  all: ["of"],
  any: ["of"],
  not: ["of"],
  otherwise: [],
};

export function checkCondition(look: Look, condition: unknown, at: string, depth: number): void {
  if (depth > 64) {
    look.add(at, "is nested too deeply", "decide in a step");
    return;
  }
  const test = isObject(condition) ? String(condition.test) : "";
  const names = Object.hasOwn(conditionFields, test) ? conditionFields[test] : undefined;
  if (names === undefined) {
    look.add(
      at,
      `is ${show(condition)}`,
      `use a condition: its test is one of ${Object.keys(conditionFields).join(", ")}`,
    );
    return;
  }
  const fields = look.object(condition, at, ["test", ...names]);
  if (fields === undefined) return;
  for (const name of ["left", "right", "challenger", "champion"])
    if (names.includes(name)) checkExpression(look, fields[name], `${at}.${name}`, 0);
  if (test === "present" || test === "holds") checkExpression(look, fields.of, `${at}.of`, 0);
  if (test === "not") checkCondition(look, fields.of, `${at}.of`, depth + 1);
  if (test === "all" || test === "any")
    for (const [index, inner] of look.list(fields.of, `${at}.of`).entries())
      checkCondition(look, inner, `${at}.of[${index}]`, depth + 1);
  if (test === "beats") {
    look.text(fields.metric, `${at}.metric`);
    look.number(fields.by, `${at}.by`, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }
}
