/** Whether there is another attempt, and after how long. */
import type { Backoff, FailureFilter, RetryPolicy } from "../spec/pipeline-spec.ts";
import { type Failure, isRetryable } from "./exit.ts";
import type { AttemptRecord } from "./run-state.ts";

/**
 * Milliseconds until the next attempt, or undefined if the budget of this class is used up. Each class counts on its
 * own: what machines lose does not eat what the user granted for failures.
 */
export function retryDelay(
  policy: RetryPolicy,
  attempts: readonly AttemptRecord[],
  failure: Failure,
  random: number,
): number | undefined {
  if (failure.final === true || !isRetryable(failure.exitClass) || !isWorthAnother(policy, failure)) return undefined;
  const used = attempts.filter((attempt) => attempt.exitClass === failure.exitClass).length;
  return used > policy.budgets[failure.exitClass] ? undefined : backoffMs(policy.backoff, used, random);
}

/** Only the step's own failures can be told apart: a machine that went away has no exit code. */
function isWorthAnother({ only, never }: RetryPolicy, failure: Failure): boolean {
  if (failure.exitClass !== "failure") return true;
  if (never !== undefined && isMeant(never, failure)) return false;
  return only === undefined || isMeant(only, failure);
}

function isMeant({ exitCodes = [], errors = [] }: FailureFilter, { exitCode, errorTypes = [] }: Failure): boolean {
  if (exitCode !== undefined && exitCodes.includes(exitCode)) return true;
  return errorTypes.some((type) => errors.includes(type) || errors.includes(type.slice(type.lastIndexOf(".") + 1)));
}

/** Exponential, capped; the share `jitter` of it is random, so that what failed together does not come back together. */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
  const full = Math.min(backoff.maxMs, backoff.initialMs * backoff.factor ** Math.max(0, failures - 1));
  return Math.round(full * (1 - backoff.jitter * random));
}
