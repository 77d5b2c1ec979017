/** Which fields of a declared output are files. A schema says so with `artifact: kind` (docs/spec.md). */
import { isObject, type JsonSchema } from "@troupe/core";

/** Kinds by the names of the fields of an object; empty if the schema is none of an object. */
export function artifactFields(schema: JsonSchema): ReadonlyMap<string, string> {
  const target = resolved(schema, schema);
  const fields = new Map<string, string>();
  if (!isObject(target) || !isObject(target.properties)) return fields;
  for (const [name, property] of Object.entries(target.properties)) {
    const kind = artifactKindOf(property, schema);
    if (kind !== undefined) fields.set(name, kind);
  }
  return fields;
}

/** Undefined if it is no file. An optional one (a choice between it and nothing) is one. */
export function artifactKindOf(schema: unknown, root: JsonSchema): string | undefined {
  const target = resolved(schema, root);
  if (!isObject(target)) return undefined;
  if (typeof target.artifact === "string") return target.artifact;
  const choices = [target.anyOf, target.oneOf, target.allOf].find(Array.isArray);
  return choices?.map((choice: unknown) => artifactKindOf(choice, root)).find((kind) => kind !== undefined);
}

/** Follows `$ref` to `#/$defs/…`, once: what it names is no other reference in the schemas that we get. */
function resolved(schema: unknown, root: JsonSchema): unknown {
  if (!isObject(schema) || typeof schema.$ref !== "string") return schema;
  const path = schema.$ref.split("/").slice(1);
  return path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), root);
}
