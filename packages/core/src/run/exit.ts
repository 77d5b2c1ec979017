/** How attempts end. The table is the one place that says what each class means for the task. */
import type { JsonObject } from "../json.ts";
import type { RetryableClass } from "../spec/pipeline-spec.ts";

export const exitClasses = {
  success: { retryable: false, blames: "nobody" },
  /** The user's code: a non-zero exit, an exception, an output that breaks its schema. */
  failure: { retryable: true, blames: "user" },
  /** Only when a counter of the kernel says so. */
  oom: { retryable: true, blames: "user" },
  timeout: { retryable: true, blames: "user" },
  cancelled: { retryable: false, blames: "nobody" },
  /** Its agent or worker process went away. */
  lost: { retryable: true, blames: "machine" },
  /** Ours: an environment that could not be made, an input that could not be fetched. */
  error: { retryable: true, blames: "machine" },
} as const satisfies Record<string, { retryable: boolean; blames: "nobody" | "user" | "machine" }>;

export type ExitClass = keyof typeof exitClasses;

/** Why an attempt, and with it perhaps a task and its run, did not succeed. */
export interface Failure {
  readonly exitClass: Exclude<ExitClass, "success">;
  /** Stable, from docs/errors.md. */
  readonly code: string;
  readonly message: string;
  readonly exitCode?: number;
  readonly signal?: string;
  /** What was thrown, by type: the type itself, then those that it is a kind of. At most 10. */
  readonly errorTypes?: readonly string[];
  /** Ends the task whatever its budget: the same input would fail again (a check that said no, an error that said so). */
  readonly final?: boolean;
  readonly details?: JsonObject;
}

export function isRetryable(exitClass: ExitClass): exitClass is RetryableClass {
  return exitClasses[exitClass].retryable;
}
