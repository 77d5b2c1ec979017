/** What expressions and conditions come to in a run. */
import type { DatasetRead } from "../datasets/dataset.ts";
import { TroupeError, unreachable } from "../error.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { show } from "../schema/validate-json.ts";
import type { Condition, Expression, Path } from "../spec/expression.ts";
import { sourcesOf } from "../spec/sources.ts";

/** What there is to read. */
export interface Scope {
  readonly params: Json;
  readonly run: { readonly id: string; readonly createdAt: string };
  /** ISO 8601, in UTC; null if the run is about no interval. */
  readonly interval: { readonly start: string; readonly end: string } | null;
  readonly uses: Readonly<Record<string, Json>>;
  readonly datasets: Readonly<Record<string, DatasetRead>>;
  /** The output of a step, seen from here; undefined if it has none. */
  output(step: string, rounds: Rounds): Json | undefined;
  /** The list that a map goes over, seen from here. */
  items(map: string, rounds: Rounds): readonly Json[];
  /** Which rounds of a map there were, seen from here: of each, whether it succeeded. Undefined if it did not run. */
  rounds(map: string, rounds: Rounds): readonly boolean[] | undefined;
  /** Whether a branch took this arm, seen from here. */
  took(branch: string, arm: string, rounds: Rounds): boolean;
  /** What the round that one is inside of began with. */
  state(loop: string, rounds: Rounds): Json | undefined;
  /** `{ state, rounds, limited }`; undefined if it did not come to that. */
  loop(loop: string, rounds: Rounds): Json | undefined;
  /** How a node ended, seen from here. */
  ended(node: string, rounds: Rounds): Ended;
  /** `{ status, failure }` of everything but finalizers. */
  outcome(): Json;
}

/** Of a run that is over, also what never began has ended: it was cancelled. */
export type Ended =
  | { readonly status: "succeeded" | "skipped" | "cancelled" }
  | { readonly status: "failed"; readonly failure: JsonObject };

/** The round of each map that one is inside of. */
export type Rounds = Readonly<Record<string, number>>;

export function evaluate(expression: Expression, scope: Scope, rounds: Rounds): Json | undefined {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "param":
      return follow(scope.params, expression.path);
    case "run":
      return scope.run[expression.fact];
    case "interval":
      return scope.interval?.[expression.fact];
    case "step":
      return follow(scope.output(expression.step, rounds), expression.path);
    case "item":
      return follow(scope.items(expression.map, rounds)[rounds[expression.map] ?? -1], expression.path);
    case "index":
      return rounds[expression.map];
    case "gather":
      return scope
        .rounds(expression.map, rounds)
        ?.map((hasSucceeded, round) =>
          hasSucceeded ? (evaluate(expression.of, scope, { ...rounds, [expression.map]: round }) ?? null) : null,
        );
    case "state":
      return follow(scope.state(expression.loop, rounds), expression.path);
    case "loop":
      return follow(scope.loop(expression.loop, rounds), expression.path);
    case "group":
      return scope.ended(expression.group, rounds).status === "succeeded"
        ? evaluate(expression.of, scope, rounds)
        : undefined;
    case "ended":
      return endedOf(expression.of, scope, rounds);
    case "outcome":
      return follow(scope.outcome(), expression.path);
    case "first":
      for (const item of expression.items) {
        const value = evaluate(item, scope, rounds) ?? null;
        if (value !== null) return value;
      }
      return undefined;
    case "arm":
      return scope.took(expression.branch, expression.arm, rounds) ? evaluate(expression.of, scope, rounds) : undefined;
    case "passed":
    case "present":
      return evaluate(expression.of, scope, rounds);
    case "previous":
      return follow(scope.uses[""], expression.path);
    case "latest":
      return follow(scope.uses[expression.pipeline], expression.path);
    case "dataset":
      return follow(scope.datasets[expression.dataset]?.value, expression.path);
    case "at":
      return entry(evaluate(expression.of, scope, rounds), evaluate(expression.key, scope, rounds));
    case "field":
      return follow(evaluate(expression.of, scope, rounds), expression.path);
    case "list":
      return expression.items.map((item) => evaluate(item, scope, rounds) ?? null);
    case "object":
      return fields(expression.fields, scope, rounds);
    case "text":
      return expression.parts
        .map((part) => (typeof part === "string" ? part : text(evaluate(part, scope, rounds))))
        .join("");
    default:
      return unreachable(expression);
  }
}

const order = ["failed", "cancelled", "skipped"] as const;

/** The worst of what the value comes from; the value, if all of that is there. */
function endedOf(of: Expression, scope: Scope, rounds: Rounds): Json {
  const all = sourcesOf(of).map((node) => scope.ended(node, rounds));
  const worst = order.flatMap((status) => all.find((each) => each.status === status) ?? [])[0];
  if (worst !== undefined) return { ...worst };
  const output = evaluate(of, scope, rounds);
  return { status: "succeeded", ...(output === undefined ? {} : { output }) };
}

/** An object whose absent fields are left out. */
export function fields(of: Readonly<Record<string, Expression>>, scope: Scope, rounds: Rounds): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(of)) {
    const value = evaluate(inner, scope, rounds);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

export function holds(condition: Condition, scope: Scope, rounds: Rounds): boolean {
  switch (condition.test) {
    case "gt":
      return number(condition.left, scope, rounds) > number(condition.right, scope, rounds);
    case "gte":
      return number(condition.left, scope, rounds) >= number(condition.right, scope, rounds);
    case "lt":
      return number(condition.left, scope, rounds) < number(condition.right, scope, rounds);
    case "lte":
      return number(condition.left, scope, rounds) <= number(condition.right, scope, rounds);
    case "equals":
      return evaluate(condition.left, scope, rounds) === evaluate(condition.right, scope, rounds);
    case "present":
      return (evaluate(condition.of, scope, rounds) ?? null) !== null;
    case "holds":
      return evaluate(condition.of, scope, rounds) === true;
    case "beats":
      return (
        metric(condition.challenger, condition.metric, scope, rounds) >
        metric(condition.champion, condition.metric, scope, rounds) + condition.by
      );
    case "all":
      return condition.of.every((inner) => holds(inner, scope, rounds));
    case "any":
      return condition.of.some((inner) => holds(inner, scope, rounds));
    case "not":
      return !holds(condition.of, scope, rounds);
    case "otherwise":
      return true;
    default:
      return unreachable(condition);
  }
}

function number(of: Expression, scope: Scope, rounds: Rounds): number {
  const value = evaluate(of, scope, rounds);
  if (typeof value !== "number") throw undecidable(`${source(of)} is ${show(value)}, a number is needed`);
  return value;
}

function metric(of: Expression, name: string, scope: Scope, rounds: Rounds): number {
  const value = follow(evaluate(of, scope, rounds), [name]);
  if (typeof value !== "number") throw undecidable(`${source(of)}.${name} is ${show(value)}, a number is needed`);
  return value;
}

function undecidable(message: string): TroupeError {
  return new TroupeError(message, { code: "CONDITION_UNDECIDABLE", reaction: "reject" });
}

function follow(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => entry(at, key), value);
}

function entry(of: Json | undefined, key: Json | undefined): Json | undefined {
  if (Array.isArray(of)) return of[Number(key)] as Json | undefined;
  return isObject(of) && typeof key === "string" && Object.hasOwn(of, key)
    ? (of as Record<string, Json>)[key]
    : undefined;
}

function text(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** An expression as an author would write it: `train.accuracy`. */
export function source(of: Expression): string {
  switch (of.kind) {
    case "step":
      return [of.step, ...of.path].join(".");
    case "param":
      return ["params", ...of.path].join(".");
    case "item":
      return [`${of.map}[item]`, ...of.path].join(".");
    case "index":
      return `${of.map}[index]`;
    case "run":
      return `run.${of.fact}`;
    case "interval":
      return `interval.${of.fact}`;
    case "state":
      return [`${of.loop}[state]`, ...of.path].join(".");
    case "loop":
      return [of.loop, ...of.path].join(".");
    case "group":
      return source(of.of);
    case "ended":
      return `ended(${source(of.of)})`;
    case "outcome":
      return ["outcome", ...of.path].join(".");
    case "first":
      return `firstOf(${of.items.map(source).join(", ")})`;
    case "gather":
      return `${source(of.of)} of every ${of.map}`;
    case "arm":
      return `${of.branch}.${of.arm}`;
    case "passed":
    case "present":
      return source(of.of);
    case "previous":
      return ["previous", ...of.path].join(".");
    case "latest":
      return [`latest(${of.pipeline})`, ...of.path].join(".");
    case "dataset":
      return [`read(${of.dataset})`, ...of.path].join(".");
    case "at":
      return `${source(of.of)}[${source(of.key)}]`;
    case "field":
      return [source(of.of), ...of.path].join(".");
    case "literal":
      return show(of.value);
    case "list":
      return `[${of.items.map(source).join(", ")}]`;
    case "object":
      return `{${Object.keys(of.fields).join(", ")}}`;
    case "text":
      return `text\`${of.parts.map((part) => (typeof part === "string" ? part : `\${${source(part)}}`)).join("")}\``;
    default:
      return unreachable(of);
  }
}
