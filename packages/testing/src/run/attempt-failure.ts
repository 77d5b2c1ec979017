/** The ways of failing that are not an exception in a step's code. */
import type { Failure, RetryableClass } from "@troupe/core";

export interface AttemptFailureOptions {
  readonly exitCode?: number;
  /** `"SIGKILL"` */
  readonly signal?: string;
}

const ways: Readonly<Record<RetryableClass, { readonly code: string; readonly message: string }>> = {
  failure: { code: "TASK_FAILED", message: "exited with code 1" },
  oom: { code: "TASK_OUT_OF_MEMORY", message: "ran out of memory" },
  timeout: { code: "TASK_TIMED_OUT", message: "was stopped because its time was up" },
  lost: { code: "ATTEMPT_LOST", message: "its process vanished, and nothing is known about how it ended" },
  error: { code: "ENVIRONMENT_FAILED", message: "its environment could not be made" },
};

/**
 * Thrown by a fake: ends its attempt as real ones end. Each class has a retry budget of its own.
 *
 * @example
 * ```ts
 * fake(train, ({ trees }, { attempt }) => {
 *   if (attempt.attempt < 3) throw new AttemptFailure("lost", "the machine was switched off");
 *   return { accuracy: 0.9, trees, file: fakeArtifact("joblib") };
 * });
 * ```
 */
export class AttemptFailure extends Error {
  override readonly name = "AttemptFailure";
  readonly failure: Failure;

  constructor(
    exitClass: RetryableClass,
    message: string = ways[exitClass].message,
    options: AttemptFailureOptions = {},
  ) {
    super(message);
    this.failure = { exitClass, code: ways[exitClass].code, message, ...options };
  }
}
