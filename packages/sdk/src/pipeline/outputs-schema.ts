/** What the outputs of a pipeline look like, as far as its spec tells. Where it does not: anything. */
import {
  type Expression,
  isObject,
  type JsonObject,
  type JsonSchema,
  type Path,
  type PipelineSpec,
  unreachable,
} from "@troupe/core";

/** What is known of a value: its schema, and whether it is there whenever the run has succeeded. */
interface Known {
  readonly schema: JsonSchema;
  readonly isSure: boolean;
}

const anything: Known = { schema: true, isSure: false };

export function outputsSchema(spec: PipelineSpec): JsonObject {
  if (spec.outputs === undefined) return { type: "object" };
  const { schema } = look(spec.outputs, spec);
  return isObject(schema) ? (schema as JsonObject) : {};
}

function look(of: Expression, spec: PipelineSpec): Known {
  switch (of.kind) {
    case "literal":
      return literal(of.value === null ? {} : { const: of.value });
    case "param":
      return follow(spec.params, of.path);
    case "step":
      return stepOutput(of.step, of.path, spec);
    case "item":
      return item(of.map, of.path, spec);
    case "index":
      return literal({ type: "integer", minimum: 0 });
    case "run":
    case "text":
      return literal({ type: "string" });
    case "gather":
      return gathered(look(of.of, spec));
    case "passed":
      return mark(look(of.of, spec), { proof: "passed", band: of.arm });
    case "arm":
      return { ...look(of.of, spec), isSure: false };
    case "present":
      return { ...look(of.of, spec), isSure: true };
    case "field": {
      const inner = look(of.of, spec);
      return and(follow(inner.schema, of.path), inner.isSure);
    }
    case "object":
      return object(of.fields, spec);
    case "list":
    case "at":
    case "previous":
    case "latest":
      return anything;
    default:
      return unreachable(of);
  }
}

function literal(schema: JsonObject): Known {
  return { schema, isSure: true };
}

function and(known: Known, isSure: boolean): Known {
  return { ...known, isSure: known.isSure && isSure };
}

function stepOutput(id: string, path: Path, spec: PipelineSpec): Known {
  const node = spec.nodes.find((each) => each.id === id);
  const output = node?.kind === "step" ? spec.steps[node.step]?.output : undefined;
  return output === undefined ? anything : follow(output, path);
}

function item(map: string, path: Path, spec: PipelineSpec): Known {
  const node = spec.nodes.find((each) => each.id === map);
  const { schema } = node?.kind === "map" ? look(node.over, spec) : anything;
  const items = isObject(schema) ? schema.items : undefined;
  return isObject(items) ? follow(items as JsonObject, path) : anything;
}

/** A round that yields nothing leaves `null`. */
function gathered({ schema, isSure }: Known): Known {
  const items = isSure || schema === true ? schema : { anyOf: [schema, { type: "null" }] };
  return literal({ type: "array", items });
}

function object(fields: Readonly<Record<string, Expression>>, spec: PipelineSpec): Known {
  const known = Object.entries(fields).map(([name, field]) => [name, look(field, spec)] as const);
  return literal({
    type: "object",
    properties: Object.fromEntries(known.map(([name, { schema }]) => [name, schema])),
    required: known.filter(([, { isSure }]) => isSure).map(([name]) => name),
  });
}

/** A field of what is validated or passed is so too. A `$ref` leads out of the part that is taken, so it ends the search. */
function follow(schema: JsonSchema, path: Path): Known {
  let at: unknown = schema;
  let isSure = true;
  let proofs: JsonObject = {};
  for (const name of path) {
    if (!isObject(at) || !isObject(at.properties)) return anything;
    proofs = { ...proofs, ...proofsOf(at) };
    isSure &&= Array.isArray(at.required) && (at.required.includes(name) || isDefaulted(at.properties[name]));
    at = at.properties[name];
  }
  if (!isObject(at) || (path.length > 0 && JSON.stringify(at).includes('"$ref"'))) return { schema: true, isSure };
  return mark({ schema: at as JsonObject, isSure }, proofs);
}

function isDefaulted(schema: unknown): boolean {
  return isObject(schema) && "default" in schema;
}

function proofsOf({ proof, band }: Readonly<Record<string, unknown>>): JsonObject {
  return { ...(proof !== undefined && { proof }), ...(band !== undefined && { band }) } as JsonObject;
}

function mark({ schema, isSure }: Known, proofs: JsonObject): Known {
  return { schema: isObject(schema) ? { ...(schema as JsonObject), ...proofs } : schema, isSure };
}
