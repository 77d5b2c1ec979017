/** A JSON Schema in the words of a type: "integer[]", "staging | production", "{ rows: integer }". */
import { isObject, type JsonSchema } from "@troupe/core";

export function typeText(schema: JsonSchema): string {
  if (typeof schema === "boolean") return schema ? "anything" : "nothing";
  if (typeof schema.artifact === "string") return `artifact ${schema.artifact}`;
  if (Array.isArray(schema.enum)) return schema.enum.map(literal).join(" | ");
  if (schema.const !== undefined) return literal(schema.const);
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) return branches.map((branch) => typeText(branch as JsonSchema)).join(" | ");
  if (schema.type === "array") return arrayText(schema);
  if (schema.type === "object") return objectText(schema);
  return typeof schema.type === "string" ? schema.type : "anything";
}

function arrayText({ items }: Exclude<JsonSchema, boolean>): string {
  if (items === undefined) return "anything[]";
  const inner = typeText(items as JsonSchema);
  return inner.includes(" ") ? `(${inner})[]` : `${inner}[]`;
}

function objectText({ properties }: Exclude<JsonSchema, boolean>): string {
  if (!isObject(properties)) return "object";
  const fields = Object.entries(properties).map(([name, field]) => `${name}: ${typeText(field as JsonSchema)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function literal(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
