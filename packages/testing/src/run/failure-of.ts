/** What a function threw, as an agent reports it. */
import { inspect } from "node:util";
import { type Failure, isObject } from "@troupe/core";
import { AttemptFailure } from "./attempt-failure.ts";

/** Codes of the SDK that say more than that the function failed. */
const knownCodes = new Set(["TASK_INPUT_INVALID", "TASK_OUTPUT_INVALID", "STEP_NOT_FOUND"]);

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof AttemptFailure) return thrown.failure;
  const code = isObject(thrown) && knownCodes.has(String(thrown.code)) ? String(thrown.code) : "TASK_FAILED";
  return { exitClass: "failure", code, message: messageOf(thrown) };
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `threw ${inspect(thrown)}`;
  const { name, message } = thrown;
  return name === "Error" || name === "TroupeError" ? message : `${name}: ${message}`;
}
