import { expect, test } from "vitest";
import { misfit } from "./assignable.ts";

test("a written whole number fits where a whole number is asked for", () => {
  expect(misfit({ const: 1 }, { type: "integer" })).toBeUndefined();
  expect(misfit({ enum: [1, 2] }, { type: "integer" })).toBeUndefined();
  expect(
    misfit(
      { type: "array", items: { anyOf: [{ const: 1 }, { const: 2 }] } },
      { type: "array", items: { type: "integer" } },
    ),
  ).toBeUndefined();
  expect(misfit({ const: 1 }, { type: "number" })).toBeUndefined();
  expect(misfit({ const: 1.5 }, { type: "number" })).toBeUndefined();
});

test("a written fraction or text does not", () => {
  expect(misfit({ const: 1.5 }, { type: "integer" })).toContain("a whole number is asked for");
  expect(misfit({ enum: [1, 1.5] }, { type: "integer" })).toBeDefined();
  expect(misfit({ const: "1" }, { type: "integer" })).toBeDefined();
});
