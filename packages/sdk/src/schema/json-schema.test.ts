import { describe, expect, it } from "vitest";
import { artifact, check, evaluation, evaluationSet, passed, python, validated, z } from "../index.ts";

const int = { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
const artifactOf = (kind: string) => ({
  type: "object",
  artifact: kind,
  properties: {
    kind: { type: "string", const: kind },
    digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
    size: { type: "integer", minimum: 0 },
    columns: { type: "array", items: { type: "string" } },
  },
  required: ["kind", "digest", "size"],
});

const inputs = (input: Record<string, z.ZodType>) =>
  (python("p", { run: "a.py", input: input as never }).declaration.input as { properties: unknown }).properties;
const output = (schema: z.ZodType) => python("p", { run: "a.py", output: schema as never }).declaration.output;

const Row = z.object({ tenure: z.number(), churned: z.boolean() });
const Dataset = z.object({ rows: z.int(), table: artifact("csv", Row) });

describe("an input's schema", () => {
  it("lets no unknown name in, and lets defaults be left out", () => {
    expect(
      python("p", { run: "a.py", input: { a: z.int(), b: z.string().default("x"), c: z.boolean().optional() } })
        .declaration.input,
    ).toStrictEqual({
      type: "object",
      properties: { a: int, b: { type: "string", default: "x" }, c: { type: "boolean" } },
      required: ["a"],
      additionalProperties: false,
    });
  });

  it("takes values that have more fields than it asks for", () => {
    expect(inputs({ data: z.object({ rows: z.int() }) })).toStrictEqual({
      data: { type: "object", properties: { rows: int }, required: ["rows"] },
    });
  });
});

describe("an output's schema", () => {
  it("takes no surplus field, at any depth", () => {
    expect(output(z.object({ a: z.array(z.object({ b: z.int() })) }))).toStrictEqual({
      type: "object",
      properties: {
        a: {
          type: "array",
          items: { type: "object", properties: { b: int }, required: ["b"], additionalProperties: false },
        },
      },
      required: ["a"],
      additionalProperties: false,
    });
  });

  it("of a check is open: it hands on the value that it was given", () => {
    expect(check("c", { of: z.object({ rows: z.int() }) }, () => true).declaration.output).toStrictEqual({
      type: "object",
      properties: { rows: int },
      required: ["rows"],
      proof: "validated",
    });
  });

  it("is never about a path", () => {
    expect(output(artifact("joblib"))).toStrictEqual(artifactOf("joblib"));
  });
});

describe("marks", () => {
  it("stand where they were made: columns, proofs, bands, evaluations", () => {
    const Holdout = evaluationSet("holdout", artifact("csv", Row));
    const table = { ...artifactOf("csv"), columns: ["tenure", "churned"] };
    const dataset = { type: "object", properties: { rows: int, table }, required: ["rows", "table"] };
    expect(
      inputs({
        data: validated(Dataset),
        model: passed(artifact("joblib"), "production"),
        any: passed(Dataset).optional(),
        on: Holdout,
        score: evaluation(Holdout, { auc: z.number() }),
      }),
    ).toStrictEqual({
      data: { ...dataset, proof: "validated" },
      model: { ...artifactOf("joblib"), proof: "passed", band: "production" },
      any: { ...dataset, proof: "passed" },
      on: { ...table, evaluationSet: "holdout" },
      score: { type: "object", properties: { auc: { type: "number" } }, required: ["auc"], evaluatedOn: "holdout" },
    });
  });

  it("stay through a description, a default and null", () => {
    expect(inputs({ a: artifact("csv").describe("Customers"), b: artifact("csv").nullable() })).toStrictEqual({
      a: { ...artifactOf("csv"), description: "Customers" },
      b: { anyOf: [artifactOf("csv"), { type: "null" }] },
    });
  });

  it("are made on an evaluation set only", () => {
    expect(() => evaluation(Dataset as never, {})).toThrow("evaluation(…) is made on an evaluationSet(name, schema)");
  });
});
