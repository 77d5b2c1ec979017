import { validateSpec } from "@troupe/core";
import { expect, test } from "vitest";
import retraining from "./pipeline.ts";

test("the pipeline is sound", () => {
  expect(validateSpec(retraining.spec)).toMatchObject({ ok: true });
});

test("nothing is learned from data that the check did not let through", () => {
  const { features } = retraining.spec.steps;
  expect(features?.input).toMatchObject({ properties: { images: { proof: "validated" } } });
});

test("nothing is deployed that the gate did not let through", () => {
  const { deploy } = retraining.spec.steps;
  expect(deploy?.input).toMatchObject({ properties: { challenger: { proof: "passed" } } });
});
