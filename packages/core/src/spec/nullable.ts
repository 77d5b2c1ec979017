/** Schemas of values that may be null. */
import { isObject } from "../json.ts";
import type { JsonSchema } from "./pipeline-spec.ts";

export function isNullable(schema: JsonSchema): boolean {
  if (!isObject(schema)) return false;
  return schema.type === "null" || (Array.isArray(schema.anyOf) && (schema.anyOf as JsonSchema[]).some(isNullable));
}

/** What is there is not null either. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  if (!isObject(schema) || !Array.isArray(schema.anyOf)) return schema;
  const parts = (schema.anyOf as JsonSchema[]).filter((each) => !(isObject(each) && each.type === "null"));
  const { anyOf: _, ...around } = schema as { readonly [key: string]: unknown };
  return (
    parts.length === 1 && isObject(parts[0]) ? { ...around, ...parts[0] } : { ...around, anyOf: parts }
  ) as JsonSchema;
}
