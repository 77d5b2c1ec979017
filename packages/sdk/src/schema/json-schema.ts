/** Schemas as data: JSON Schema, draft 2020-12, with the marks of metadata.ts. */
import type { JsonObject } from "@troupe/core";
import { z } from "zod";
import { type Marks, marksOf } from "./metadata.ts";
import { refuseUnstorable } from "./refuse.ts";
import type { Shape } from "./shape.ts";

/**
 * Of what goes in: fields with a default may be left out. Named inputs are exact; the values in them may have more
 * fields than are asked for, so that an output serves wherever a part of it is needed.
 */
export function inputSchema(shape: Shape, field: string): JsonObject {
  for (const [name, schema] of Object.entries(shape)) refuseUnstorable(schema, `${field}.${name}`);
  return toJson(z.strictObject(shape), "input");
}

/** Of what comes out: a field that is not declared is an error. */
export function outputSchema(schema: z.core.$ZodType, field: string): JsonObject {
  refuseUnstorable(schema, field);
  return toJson(schema, "output");
}

/** Of what is looked at, not made: what is asked for must be there, and more may be. */
export function readSchema(schema: z.core.$ZodType, field: string): JsonObject {
  refuseUnstorable(schema, field);
  return toJson(schema, "input");
}

function toJson(schema: z.core.$ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ zodSchema, jsonSchema }) {
      const marks = marksOf(zodSchema);
      if (marks.artifact !== undefined) Object.assign(emptied(jsonSchema), artifactSchema(marks.artifact, marks));
    },
  });
  // Through text, because zod hangs functions on its result and a default may be anything.
  return JSON.parse(JSON.stringify(rest));
}

function emptied(schema: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  for (const key of ["properties", "required", "additionalProperties"]) delete schema[key];
  return schema;
}

/** As it is stored. The path is known inside a step only, so nobody can ask for it; unknown fields are let through. */
function artifactSchema(kind: string, { columns }: Marks): JsonObject {
  return {
    type: "object",
    properties: {
      kind: { type: "string", const: kind },
      digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
      size: { type: "integer", minimum: 0 },
      columns: { type: "array", items: { type: "string" } },
    },
    required: ["kind", "digest", "size"],
    ...(columns && { columns }),
  };
}
