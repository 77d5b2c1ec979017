/** Results in the words of the CI/CD conventions, the same in traces and metrics. */
import { type ExitClass, exitClasses, type Failure, type RunEvent } from "@troupe/core";

export type Result = "success" | "failure" | "error" | "timeout" | "cancellation" | "skip";

/** `failure` is what the user's code did, `error` what the machinery did. */
const resultOfClass = {
  success: "success",
  failure: "failure",
  oom: "failure",
  timeout: "timeout",
  cancelled: "cancellation",
  lost: "error",
  error: "error",
} as const satisfies Record<ExitClass, Result>;

export function attemptResult(exitClass: ExitClass): Result {
  return resultOfClass[exitClass];
}

export type RunEnd = Extract<
  RunEvent,
  { readonly type: "RunSucceeded" | "RunFailed" | "RunCancelled" | "RunTimedOut" }
>;

/** A run fails by a task that timed out, but `timeout` is said only of the run's own. */
export function runResult(end: RunEnd): Result {
  switch (end.type) {
    case "RunSucceeded":
      return "success";
    case "RunFailed":
      return blamesMachine(end.failure) ? "error" : "failure";
    case "RunCancelled":
      return "cancellation";
    case "RunTimedOut":
      return "timeout";
  }
}

export function isWrong(result: Result): boolean {
  return result === "failure" || result === "error" || result === "timeout";
}

function blamesMachine(failure: Failure): boolean {
  return exitClasses[failure.exitClass].blames === "machine";
}
