import { expect, it } from "vitest";
import { fieldPath, violationsAt, violationsElsewhere, violationText } from "./violations.ts";

const at = (field: string) => ({ field, message: "is missing", fix: "give it a number" });
const violations = [at("params.settings[1].rate"), at("params.settings"), at("params.set"), at("interval.start")];

it("belongs to the field that it names", () => {
  const path = fieldPath(fieldPath(fieldPath("params", "settings"), 1), "rate");
  expect(violationsAt(violations, path, "itself")).toEqual([violations[0]]);
  expect(violationsAt(violations, "params.settings", "itself")).toEqual([violations[1]]);
});

it("belongs to the control that shows all of what it is in, and to no namesake", () => {
  expect(violationsAt(violations, "params.settings", "inside")).toEqual([violations[0], violations[1]]);
  expect(violationsAt(violations, "params.set", "inside")).toEqual([violations[2]]);
});

it("stands above the form where the form has no such field", () => {
  expect(violationsElsewhere(violations, ["params.settings", "params.set"])).toEqual([violations[3]]);
});

it("says how to mend it", () => {
  expect(violationText(at("params.set"))).toBe("is missing; give it a number");
});
