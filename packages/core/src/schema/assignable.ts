/**
 * May a value that fits `source` stand where `target` is asked for? Decided for the subset that pipelines use: scalars,
 * enums, lists, objects, unions, artifacts, proofs. Where the subset does not reach, it says yes: the value itself is
 * checked again when it is there. Follows the types of the SDK: what compiles there is assignable here.
 */
import { isObject } from "../json.ts";
import type { JsonSchema } from "../spec/pipeline-spec.ts";
import { describe } from "./validate-json.ts";

/** Undefined if it fits, else what does not: "field rows is a text, a number is asked for". */
export function misfit(source: JsonSchema, target: JsonSchema, field = ""): string | undefined {
  if (source === true || target === true || source === false || target === false) return undefined;
  if (isEmpty(source) || isEmpty(target)) return undefined;
  return unproven(source, target, field) ?? mismatch(source, target, field);
}

type SchemaObject = Exclude<JsonSchema, boolean>;

function isEmpty(schema: SchemaObject): boolean {
  return !(
    "type" in schema ||
    "anyOf" in schema ||
    "oneOf" in schema ||
    "const" in schema ||
    "enum" in schema ||
    "artifact" in schema
  );
}

/** A proof cannot be had by having the right shape. */
function unproven(source: SchemaObject, target: SchemaObject, field: string): string | undefined {
  if (target.proof !== undefined && target.proof !== source.proof) {
    const way =
      target.proof === "passed"
        ? "no gate let it through"
        : target.proof === "validated"
          ? "no check looked at it"
          : `it is not ${String(target.proof)}`;
    return `${name(field)} must be ${String(target.proof)}: ${way}`;
  }
  if (target.band !== undefined && target.band !== source.band) {
    return `${name(field)} must have passed as "${String(target.band)}"${source.band === undefined ? "" : `, it passed as "${String(source.band)}"`}`;
  }
  if (target.evaluationSet !== undefined && target.evaluationSet !== source.evaluationSet)
    return `${name(field)} must be the evaluation set "${String(target.evaluationSet)}"`;
  if (target.evaluatedOn !== undefined && target.evaluatedOn !== source.evaluatedOn)
    return `${name(field)} must be evaluated on "${String(target.evaluatedOn)}"`;
  return undefined;
}

function mismatch(source: SchemaObject, target: SchemaObject, field: string): string | undefined {
  const alternatives = union(source);
  if (alternatives !== undefined) return first(alternatives, (each) => misfit(inherit(each, source), target, field));
  const accepted = union(target);
  if (accepted !== undefined) {
    return accepted.some((each) => misfit(source, each, field) === undefined)
      ? undefined
      : differs(source, target, field);
  }
  if (target.artifact !== undefined || source.artifact !== undefined) return artifactMisfit(source, target, field);
  const values = literals(target);
  if (values !== undefined) {
    const given = literals(source);
    return given?.every((value) => values.includes(value)) ? undefined : differs(source, target, field);
  }
  return typeMisfit(source, target, field);
}

function artifactMisfit(source: SchemaObject, target: SchemaObject, field: string): string | undefined {
  if (source.artifact !== target.artifact) return differs(source, target, field);
  const given = Array.isArray(source.columns) ? source.columns : undefined;
  const missing = Array.isArray(target.columns)
    ? target.columns.filter((column) => !(given?.includes(column) ?? false))
    : [];
  return missing.length > 0 ? `${name(field)} lacks the columns ${missing.join(", ")}` : undefined;
}

function typeMisfit(source: SchemaObject, target: SchemaObject, field: string): string | undefined {
  const given = typeOf(source);
  const asked = typeOf(target);
  if (asked === undefined || given === undefined) return undefined;
  if (!(given === asked || (given === "integer" && asked === "number"))) return differs(source, target, field);
  if (asked === "array")
    return isObject(source.items) && isObject(target.items)
      ? misfit(source.items as JsonSchema, target.items as JsonSchema, `${field}[]`)
      : undefined;
  return asked === "object" ? objectMisfit(source, target, field) : undefined;
}

function objectMisfit(source: SchemaObject, target: SchemaObject, field: string): string | undefined {
  const given = isObject(source.properties) ? (source.properties as Record<string, JsonSchema>) : {};
  const asked = isObject(target.properties) ? (target.properties as Record<string, JsonSchema>) : {};
  const sure = Array.isArray(source.required) ? source.required : [];
  for (const key of Array.isArray(target.required) ? (target.required as string[]) : []) {
    if (!(key in given)) {
      // A record may hold it; an object without the field does not.
      if (isObject(source.additionalProperties)) continue;
      return `${name(join(field, key))} is missing`;
    }
    if (!sure.includes(key)) return `${name(join(field, key))} may be absent, and is asked for`;
  }
  return first(Object.keys(asked), (key) =>
    given[key] === undefined || asked[key] === undefined ? undefined : misfit(given[key], asked[key], join(field, key)),
  );
}

function union(schema: SchemaObject): readonly SchemaObject[] | undefined {
  const of = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(of)) return of.filter(isObject) as unknown as readonly SchemaObject[];
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : undefined;
}

/** A proof on a union holds for each of its alternatives. */
function inherit(alternative: SchemaObject, from: SchemaObject): SchemaObject {
  const marks = ["proof", "band", "evaluationSet", "evaluatedOn"].filter((mark) => from[mark] !== undefined);
  return { ...Object.fromEntries(marks.map((mark) => [mark, from[mark]])), ...alternative } as SchemaObject;
}

function literals(schema: SchemaObject): readonly unknown[] | undefined {
  return "const" in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;
}

function typeOf(schema: SchemaObject): string | undefined {
  if (typeof schema.type === "string") return schema.type;
  const values = literals(schema) ?? [];
  if (values.length > 0 && values.every(Number.isInteger)) return "integer";
  const [value] = values;
  return value === undefined ? undefined : value === null ? "null" : typeof value;
}

function differs(source: SchemaObject, target: SchemaObject, field: string): string {
  return `${name(field)} is ${describe(source)}, and ${describe(target)} is asked for`;
}

function first<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const join = (field: string, key: string) => (field === "" ? key : `${field}.${key}`);
const name = (field: string) => (field === "" ? "it" : `"${field}"`);
