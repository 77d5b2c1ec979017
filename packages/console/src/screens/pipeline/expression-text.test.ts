import { expect, it } from "vitest";
import { conditionText, expressionText } from "./expression-text.ts";

const accuracy = { kind: "step", step: "train", path: ["scores", "0", "accuracy"] } as const;
const param = { kind: "param", path: ["production"] } as const;

it("reads like code", () => {
  expect(expressionText({ kind: "object", fields: { accuracy, production: { ...param, path: [] } } })).toBe(
    "{ accuracy: train.scores[0].accuracy, production: params }",
  );
  expect(expressionText({ kind: "text", parts: ["at ", { kind: "interval", fact: "end" }] })).toBe(
    '"at {interval.end}"',
  );
});

it("says what a gate asks", () => {
  const isGood = { test: "gte", left: accuracy, right: param } as const;
  const isSmall = {
    test: "lt",
    left: { kind: "param", path: ["size"] },
    right: { kind: "literal", value: 5 },
  } as const;
  expect(
    conditionText({ test: "all", of: [isGood, { test: "any", of: [isSmall, { test: "not", of: isGood }] }] }),
  ).toBe(
    "train.scores[0].accuracy ≥ params.production and (params.size < 5 or not train.scores[0].accuracy ≥ params.production)",
  );
});
