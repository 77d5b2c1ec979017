/** What the outputs of a pipeline look like: told by the rules by which a coordinator checks the wiring. */
import { isObject, type JsonObject, type PipelineSpec, schemaOf } from "@troupe/core";

export function outputsSchema(spec: PipelineSpec): JsonObject {
  if (spec.outputs === undefined) return { type: "object" };
  const byId = new Map(spec.nodes.map((node) => [node.id, node]));
  const { schema } = schemaOf(spec.outputs, { spec, byId, scope: [] });
  // A `$ref` leads to the definitions of the step it was taken from, which are not here: then anything is let through.
  const isWhole = isObject(schema) && !JSON.stringify(schema).includes('"$ref"');
  return isWhole ? (schema as JsonObject) : { type: "object" };
}
