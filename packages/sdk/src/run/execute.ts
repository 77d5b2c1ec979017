/** Runs a declared step for an agent: plain JSON in, plain JSON out. */
import { type Json, TroupeError } from "@troupe/core";
import { withoutPaths } from "../schema/without-paths.ts";
import type { Declared } from "../step/declared.ts";
import type { StepHost } from "../step-host.ts";
import { runFunction } from "./run-function.ts";

/**
 * @param steps - The steps of one pipeline, by name.
 * @param inputs - By name, artifacts as `{ kind, digest, size, path }`.
 * @returns The output as it is stored; null if the step yields none; a verdict if it is a check.
 */
export async function execute(
  steps: ReadonlyMap<string, Declared>,
  name: string,
  inputs: unknown,
  host: StepHost,
): Promise<Json> {
  const step = steps.get(name);
  if (step?.body === undefined) throw notAFunction(name, [...steps.values()]);
  return withoutPaths(await runFunction(step, inputs, host));
}

function notAFunction(name: string, steps: readonly Declared[]): TroupeError {
  const functions = steps.filter((step) => step.body !== undefined).map((step) => step.name);
  const message = `this code has no function for the step "${name}"; it has ${functions.join(", ") || "none"}`;
  return new TroupeError(message, { code: "STEP_NOT_FOUND", reaction: "reject" });
}
