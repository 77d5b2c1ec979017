import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { expect, test } from "vitest";
import { attemptResult, runResult } from "./result.ts";
import { cicd, standard } from "./semantic-attributes.ts";

test("attributes are called what the conventions call them", () => {
  const known = new Set<unknown>(Object.values(conventions));
  for (const name of [...Object.values(cicd), ...Object.values(standard)]) expect(known).toContain(name);
});

test("results are those of the conventions", () => {
  const known = new Set<string>(
    Object.entries(conventions).flatMap(([name, value]) =>
      name.startsWith("CICD_PIPELINE_TASK_RUN_RESULT_VALUE_") ? [String(value)] : [],
    ),
  );
  const classes = ["success", "failure", "oom", "timeout", "cancelled", "lost", "error"] as const;
  for (const exitClass of classes) expect(known).toContain(attemptResult(exitClass));
});

test("a run fails by its user's code, or by the machinery", () => {
  const failed = { type: "RunFailed", at: 0, task: "train" } as const;
  const failure = { code: "X", message: "" };
  expect(runResult({ ...failed, failure: { ...failure, exitClass: "failure" } })).toBe("failure");
  expect(runResult({ ...failed, failure: { ...failure, exitClass: "timeout" } })).toBe("failure");
  expect(runResult({ ...failed, failure: { ...failure, exitClass: "lost" } })).toBe("error");
});
