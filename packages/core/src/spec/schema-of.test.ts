import { expect, test } from "vitest";
import type { PipelineSpec } from "./pipeline-spec.ts";
import { defaultLimits } from "./pipeline-spec.ts";
import { validateSpec } from "./validate-spec.ts";

/** A step inside `when(id, previous.model, (model) => use({ name: model.name }))`. */
function withPresent(model: PipelineSpec["params"]): PipelineSpec {
  const input = { type: "object", properties: { name: { type: "string" } }, required: ["name"] } as const;
  const found = { kind: "previous", path: ["model"] } as const;
  return {
    format: 1,
    name: "p",
    params: { type: "object" },
    uses: { "": { type: "object", properties: { model }, required: ["model"] } },
    steps: { use: { runs: { kind: "function" }, input, limits: defaultLimits } },
    nodes: [
      { kind: "branch", id: "found", scope: [], arms: [{ name: "then", if: { test: "present", of: found } }] },
      {
        kind: "step",
        id: "use",
        step: "use",
        scope: ["found/then"],
        input: { name: { kind: "field", of: { kind: "present", of: found }, path: ["name"] } },
      },
    ],
  };
}

const model = { type: "object", properties: { name: { type: "string" } }, required: ["name"] } as const;

test.each([
  ["of a value", model],
  ["of a value that may be null", { anyOf: [model, { type: "null" }] }],
])("the fields %s that is present are there", (_, schema) => {
  expect(validateSpec(withPresent(schema))).toMatchObject({ ok: true });
});
