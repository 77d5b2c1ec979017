/** Why a result that calls itself a success is none. */
import { isObject, type Json } from "../json.ts";
import { validateJson } from "../schema/validate-json.ts";
import type { StepDeclaration } from "../spec/pipeline-spec.ts";
import type { Failure } from "./exit.ts";
import type { AttemptOutcome } from "./run-input.ts";

export function objection(
  declaration: StepDeclaration,
  result: Extract<AttemptOutcome, { exitClass: "success" }>,
): Failure | undefined {
  const value = result.output?.value;
  if (declaration.role === "check") return verdict(value);
  if (declaration.output === undefined) return undefined;
  const problems = validateJson(declaration.output, value, "output");
  if (problems.length === 0) return undefined;
  const message = `the output breaks its schema: ${problems.map((each) => `${each.field} ${each.message}; ${each.fix}`).join(". ")}`;
  return { exitClass: "failure", code: "TASK_OUTPUT_INVALID", message };
}

function verdict(value: Json | undefined): Failure | undefined {
  if (!isObject(value) || typeof value.passed !== "boolean")
    return { exitClass: "failure", code: "TASK_OUTPUT_INVALID", message: "a check yields {passed, problems}" };
  if (value.passed) return undefined;
  const problems = Array.isArray(value.problems) ? value.problems.map(String) : [];
  // Final: the same data would fail again.
  return {
    exitClass: "failure",
    code: "CHECK_FAILED",
    message: problems.join("; ") || "the check said no",
    final: true,
  };
}
