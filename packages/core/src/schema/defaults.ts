/** Fills in what a schema says about fields that were left out. Gives back a new value; the schema's defaults are not checked again. */
import { isObject, type Json } from "../json.ts";
import type { JsonSchema } from "../spec/pipeline-spec.ts";

export function withDefaults(schema: JsonSchema, value: Json | undefined): Json | undefined {
  if (typeof schema === "boolean") return value;
  if (value === undefined) return "default" in schema ? schema.default : undefined;
  if (!isObject(schema.properties) || !isObject(value)) return value;
  const filled: Record<string, Json> = { ...(value as Record<string, Json>) };
  for (const [name, property] of Object.entries(schema.properties)) {
    const inner = withDefaults(property as JsonSchema, filled[name]);
    if (inner !== undefined) filled[name] = inner;
  }
  return filled;
}
