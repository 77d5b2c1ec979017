/** Inputs as data: references, literals, and literals with references inside become expressions. */
import type { Expression, Json } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { isReference, type Known, knownOf, type ScopeFrame } from "./reference.ts";
import { show } from "./show.ts";

/** Who reads, and where it stands: what it may read follows from that. */
export interface Reader {
  /** For messages: `train(…).data`. */
  readonly who: string;
  readonly builder: { readonly scope: readonly ScopeFrame[] };
}

/** Undefined if there is nothing: an input that was left out. */
export function express(value: unknown, reader: Reader): Expression | undefined {
  return value === undefined ? undefined : expression(value, reader);
}

/** Where something has to be. */
export function expression(value: unknown, reader: Reader): Expression {
  if (isReference(value)) return read(knownOf(value), reader);
  if (Array.isArray(value)) return listOf(value, reader);
  if (typeof value === "object" && value !== null) return objectOf(value, reader);
  return { kind: "literal", value: scalar(value, reader) };
}

function listOf(values: readonly unknown[], reader: Reader): Expression {
  const items = values.map((item, at) => expression(item, { ...reader, who: `${reader.who}[${at}]` }));
  return items.every((item) => item.kind === "literal")
    ? { kind: "literal", value: items.map((item) => item.value) }
    : { kind: "list", items };
}

function objectOf(value: object, reader: Reader): Expression {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw unwritable(value.constructor.name, reader);
  const fields: (readonly [string, Expression])[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const field = express(inner, { ...reader, who: `${reader.who}.${name}` });
    if (field !== undefined) fields.push([name, field]);
  }
  const isLiteral = fields.every(([, field]) => field.kind === "literal");
  return isLiteral
    ? { kind: "literal", value: literals(fields) }
    : { kind: "object", fields: Object.fromEntries(fields) };
}

function literals(fields: readonly (readonly [string, Expression])[]): Json {
  return Object.fromEntries(fields.map(([name, field]) => [name, field.kind === "literal" ? field.value : null]));
}

function scalar(value: unknown, reader: Reader): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw unwritable(typeof value === "number" ? String(value) : typeof value, reader);
}

function unwritable(what: string, reader: Reader): Error {
  return invalidSpec({
    field: reader.who,
    message: `is ${what}, which is neither JSON nor a reference`,
    fix: "give it plain data, or what a step yields",
  });
}

/** A value exists only where its map, branch or gate runs: outside of it, it is what that yields. */
function read({ origin, home }: Known, { who, builder }: Reader): Expression {
  const isInput = origin.kind === "input" || origin.kind === "input-text";
  if (isInput || home.builder !== builder) {
    const where = isInput ? "the arguments of a command" : "the body of another pipeline";
    throw invalidSpec({
      field: who,
      message: `reads ${show(origin)}, which exists only in ${where}`,
      fix: isInput ? "use it in what run(inputs) returns" : "read another pipeline's outputs with latest(pipeline)",
    });
  }
  if (home.scope.some((frame, depth) => builder.scope[depth] !== frame)) {
    throw invalidSpec({
      field: who,
      message: `reads ${show(origin)}, which exists only inside ${home.scope.map(({ label }) => label()).join(" › ")}`,
      fix: "take it from what that map, branch, gate or when returns",
    });
  }
  return origin;
}
