/** Tables that lack columns which are part of their type. What is not known of a table's columns is not held against it. */
import type { Problem } from "../error.ts";
import { isObject } from "../json.ts";

const mention = new WeakMap<object, boolean>();

export function missingColumns(schema: unknown, value: unknown, field: string): readonly Problem[] {
  if (!isObject(schema) || !mentionsColumns(schema)) return [];
  if (Array.isArray(schema.columns)) return missing(schema.columns, value, field);
  if (Array.isArray(value))
    return value.flatMap((item, index) => missingColumns(schema.items, item, `${field}[${index}]`));
  if (!isObject(value)) return [];
  const { properties, additionalProperties } = schema;
  return Object.entries(value).flatMap(([name, inner]) => {
    const declared = isObject(properties) ? properties[name] : undefined;
    return missingColumns(declared ?? additionalProperties, inner, `${field}.${name}`);
  });
}

function missing(asked: readonly unknown[], value: unknown, field: string): readonly Problem[] {
  if (!isObject(value) || !Array.isArray(value.columns)) return [];
  const has = value.columns;
  const lacking = asked.filter((column) => !has.includes(column));
  if (lacking.length === 0) return [];
  return [
    {
      field,
      message: `lacks the columns ${lacking.join(", ")}; it has ${has.slice(0, 20).join(", ")}`,
      fix: "write them, or change the type",
    },
  ];
}

/** Most schemas do not, and are not walked through with every value. */
function mentionsColumns(schema: object): boolean {
  let known = mention.get(schema);
  if (known === undefined) {
    known = Object.entries(schema).some(
      ([key, inner]) => key === "columns" || (typeof inner === "object" && inner !== null && mentionsColumns(inner)),
    );
    mention.set(schema, known);
  }
  return known;
}
