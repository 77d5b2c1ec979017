/** What `ended` and the outcome of a run look like. */
import type { JsonSchema } from "./pipeline-spec.ts";
import type { Inferred } from "./schema-of.ts";

const text = { type: "string" } as const;

const failureSchema = {
  type: "object",
  properties: { class: text, code: text, message: text },
  required: ["class", "code", "message"],
} as const;

function variant(status: string, properties: object = {}, required: readonly string[] = Object.keys(properties)) {
  return {
    type: "object",
    properties: { status: { const: status }, ...properties },
    required: ["status", ...required],
  } as JsonSchema;
}

/** Of a step, map, branch, group or loop that yields this. */
export function endedSchema({ schema, optional }: Inferred): JsonSchema {
  return {
    anyOf: [
      variant("succeeded", { output: schema }, optional ? [] : ["output"]),
      variant("failed", { failure: failureSchema }),
      variant("skipped"),
      variant("cancelled"),
    ],
  } as JsonSchema;
}

/** Of everything but the finalizers. */
export const outcomeSchema = {
  type: "object",
  properties: {
    status: { enum: ["succeeded", "failed", "cancelled", "timed-out"] },
    failure: {
      type: "object",
      properties: { ...failureSchema.properties, task: { anyOf: [text, { type: "null" }] } },
      required: [...failureSchema.required, "task"],
    },
  },
  required: ["status"],
} as unknown as JsonSchema;
