/** Checks a value against a schema and says what is wrong the way a person would: where, what is there, what belongs there. */
import { Validator } from "@cfworker/json-schema";
import type { Problem } from "../error.ts";
import { isObject, type Json } from "../json.ts";
import type { JsonSchema } from "../spec/pipeline-spec.ts";
import { missingColumns } from "./columns.ts";

const validators = new WeakMap<object, Validator>();

/** An empty list means that the value fits. At most `limit` problems, the outermost field being called `root`. */
export function validateJson(
  schema: JsonSchema,
  value: Json | undefined,
  root = "value",
  limit = 10,
): readonly Problem[] {
  if (value === undefined) return [{ field: root, message: "is missing", fix: `give it ${describe(schema)}` }];
  if (schema === true) return [];
  if (schema === false) return [{ field: root, message: "nothing is allowed here", fix: "leave it out" }];
  const { valid, errors } = validatorOf(schema).validate(value);
  if (valid) return missingColumns(schema, value, root).slice(0, limit);
  const leaves = errors.filter(
    (error) => error.keyword !== "additionalProperties" && !errors.some((other) => isDeeper(other, error)),
  );
  const problems = leaves.map((error) => problem(schema, value, error, root));
  return [...new Map(problems.map((each) => [`${each.field} ${each.message}`, each])).values()].slice(0, limit);
}

interface OutputUnit {
  readonly keyword: string;
  readonly keywordLocation: string;
  readonly instanceLocation: string;
  readonly error: string;
}

function validatorOf(schema: object): Validator {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = new Validator(schema, "2020-12", false);
    validators.set(schema, validator);
  }
  return validator;
}

/** The library reports a failing leaf and then each of its parents; only leaves say something. */
function isDeeper(other: OutputUnit, error: OutputUnit): boolean {
  return other !== error && other.keywordLocation.startsWith(`${error.keywordLocation}/`);
}

function problem(schema: JsonSchema, value: Json, error: OutputUnit, root: string): Problem {
  const path = pointer(error.instanceLocation);
  const keywordPath = pointer(error.keywordLocation);
  const rule = follow(schema, keywordPath);
  const parent = follow(schema, keywordPath.slice(0, -1));
  const found = follow(value, path);
  const field = root + path.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join("");
  switch (error.keyword) {
    case "required": {
      const missing = /"([^"]*)"/.exec(error.error)?.[1] ?? "";
      const properties = isObject(parent) && isObject(parent.properties) ? parent.properties : {};
      return {
        field: `${field}.${missing}`,
        message: "is missing",
        fix: `give it ${describe(properties[missing] as JsonSchema)}`,
      };
    }
    case "unevaluatedProperties":
    case "false": {
      const owner = follow(schema, keywordPath.slice(0, keywordPath.lastIndexOf("additionalProperties")));
      const known = isObject(owner) && isObject(owner.properties) ? Object.keys(owner.properties) : [];
      return {
        field,
        message: `is not a known field: ${show(found)}`,
        fix: known.length > 0 ? `known are ${known.join(", ")}` : "leave it out",
      };
    }
    case "const":
    case "enum":
      return {
        field,
        message: `is ${show(found)}`,
        fix: `use ${describe(isObject(parent) ? (parent as JsonSchema) : true)}`,
      };
    case "type":
      return {
        field,
        message: `is ${show(found)}`,
        fix: `give it ${describe(isObject(parent) ? (parent as JsonSchema) : true)}`,
      };
    default:
      return {
        field,
        message: `is ${show(found)}: ${error.error.replace(/\.$/, "")}`,
        fix: `must hold: ${error.keyword} ${show(rule)}`,
      };
  }
}

function pointer(location: string): string[] {
  return location
    .replace(/^#/, "")
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function follow(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}

/** A value, short enough for a line. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A schema in words: "a number", `one of "a", "b"`, "an artifact (csv)". */
export function describe(schema: JsonSchema | undefined): string {
  if (schema === undefined || typeof schema === "boolean") return "a value";
  if (typeof schema.artifact === "string") return `an artifact (${schema.artifact})`;
  if ("const" in schema) return show(schema.const);
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.map(show).join(", ")}`;
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as JsonSchema[]).map(describe).join(" or ");
  switch (schema.type) {
    case "array":
      return `a list${isObject(schema.items) && "type" in schema.items ? ` (of each ${describe(schema.items as JsonSchema)})` : ""}`;
    case "object":
      return isObject(schema.properties)
        ? `an object with ${Object.keys(schema.properties).join(", ") || "no fields"}`
        : "an object";
    case "integer":
      return "a whole number";
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case undefined:
      return "a value";
    default:
      return `a ${String(schema.type)}`;
  }
}
