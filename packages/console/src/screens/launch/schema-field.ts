/**
 * The fields of a form, made from a JSON schema. What a schema says that has no control of its own becomes a field for
 * JSON text: every schema has a form. Nothing is judged here: what is wrong with a value the coordinator says.
 */
import { describe, isObject, type Json, type JsonSchema } from "@troupe/core";

export interface Field {
  readonly name: string;
  /** In words, for those who fill it in: "a whole number, 100 to 1297". */
  readonly expects: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** What counts if it is left out; undefined: nothing. */
  readonly default: Json | undefined;
  /** Whether null is a value of its own. */
  readonly isNullable: boolean;
  readonly control: Control;
}

export type Control =
  | { readonly kind: "text"; readonly isLong: boolean }
  | { readonly kind: "number"; readonly isWhole: boolean }
  | { readonly kind: "switch" }
  | { readonly kind: "choice"; readonly options: readonly Json[] }
  | { readonly kind: "list"; readonly item: Field; readonly isTable: boolean }
  | { readonly kind: "object"; readonly fields: readonly Field[] }
  | { readonly kind: "json" };

type Schema = Readonly<Record<string, unknown>>;

/** Objects and lists inside each other; below that JSON text, which one writes more easily than clicks. */
const deepest = 6;

/** The fields of the params of a pipeline, in the order of the schema. */
export function fieldsOf(params: JsonSchema): readonly Field[] {
  if (!isObject(params)) return [];
  const { control } = fieldOf("params", params, true, 0);
  return control.kind === "object" ? control.fields : [];
}

function fieldOf(name: string, declared: unknown, isRequired: boolean, depth: number): Field {
  const { schema, isNullable } = withoutNull(isObject(declared) ? declared : {});
  return {
    name,
    expects: expectation(schema, isNullable),
    description: textOf(schema.description) || (isObject(declared) ? textOf(declared.description) : ""),
    isRequired,
    default: isObject(declared) ? (declared.default as Json | undefined) : undefined,
    isNullable,
    control: controlOf(schema, depth),
  };
}

function controlOf(schema: Schema, depth: number): Control {
  if (Array.isArray(schema.enum)) return { kind: "choice", options: schema.enum as Json[] };
  const constants = constantsOf(schema);
  if (constants !== undefined) return { kind: "choice", options: constants };
  if (schema.artifact !== undefined || depth > deepest) return { kind: "json" };
  switch (schema.type) {
    case "string":
      return { kind: "text", isLong: Number(schema.maxLength ?? 0) > 200 };
    case "integer":
    case "number":
      return { kind: "number", isWhole: schema.type === "integer" };
    case "boolean":
      return { kind: "switch" };
    case "array":
      return listOf(schema, depth);
    case "object":
      return objectOf(schema, depth);
    default:
      return { kind: "json" };
  }
}

function listOf(schema: Schema, depth: number): Control {
  if (!isObject(schema.items) || schema.prefixItems !== undefined) return { kind: "json" };
  const item = fieldOf("", schema.items, true, depth + 1);
  return item.control.kind === "json" ? { kind: "json" } : { kind: "list", item, isTable: isRow(item) };
}

/** A list of small flat objects is shown as a table. */
function isRow({ control }: Field): boolean {
  const isFlat = (field: Field) => !["list", "object", "json"].includes(field.control.kind);
  return control.kind === "object" && control.fields.length <= 6 && control.fields.every(isFlat);
}

/** Of a record, whose fields nobody knows beforehand, JSON is written. */
function objectOf(schema: Schema, depth: number): Control {
  if (!isObject(schema.properties)) return { kind: "json" };
  const required = new Set(Array.isArray(schema.required) ? (schema.required as string[]) : []);
  const fields = Object.entries(schema.properties).map(([name, property]) =>
    fieldOf(name, property, required.has(name), depth + 1),
  );
  return { kind: "object", fields };
}

/** zod writes `.nullable()` as a union with null. */
function withoutNull(schema: Schema): { readonly schema: Schema; readonly isNullable: boolean } {
  if (!Array.isArray(schema.anyOf)) return { schema, isNullable: false };
  const others = schema.anyOf.filter((each) => !(isObject(each) && each.type === "null"));
  const [only] = others;
  if (others.length === schema.anyOf.length) return { schema, isNullable: false };
  if (others.length === 1 && isObject(only)) return { schema: only, isNullable: true };
  return { schema: { ...schema, anyOf: others }, isNullable: true };
}

function constantsOf(schema: Schema): readonly Json[] | undefined {
  if ("const" in schema) return [schema.const as Json];
  const each = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(each) || each.length === 0) return undefined;
  return each.every((one) => isObject(one) && "const" in one) ? each.map((one) => one.const as Json) : undefined;
}

/** zod gives every integer the bounds of a double: these say nothing. */
const saysSomething = (bound: unknown): bound is number =>
  typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function expectation(schema: Schema, isNullable: boolean): string {
  const [least, most] = [schema.minimum, schema.maximum];
  const bounds = [
    saysSomething(least) && saysSomething(most) ? `${least} to ${most}` : "",
    saysSomething(least) && !saysSomething(most) ? `${least} or more` : "",
    saysSomething(most) && !saysSomething(least) ? `${most} or less` : "",
    saysSomething(schema.exclusiveMinimum) ? `more than ${schema.exclusiveMinimum}` : "",
    saysSomething(schema.exclusiveMaximum) ? `less than ${schema.exclusiveMaximum}` : "",
    typeof schema.minItems === "number" ? `at least ${schema.minItems}` : "",
    typeof schema.maxItems === "number" ? `at most ${schema.maxItems}` : "",
    textOf(schema.format) && `as ${textOf(schema.format)}`,
    textOf(schema.pattern) && `like ${textOf(schema.pattern)}`,
  ];
  const words = [describe(schema as JsonSchema), ...bounds].filter((part) => part !== "").join(", ");
  return isNullable ? `${words}, or null` : words;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
