/** A task that seems to kill the agents that run it is not given to one after the other. */
import { defaultLimits, type RetryPolicy } from "../spec/pipeline-spec.ts";
import type { Failure } from "./exit.ts";
import type { AttemptRecord } from "./run-state.ts";

/** The code of an attempt that was lost together with its agent's process. */
export const agentDied = "AGENT_DIED";

/** Once may be chance. */
const deathsAtMost = 2;

/**
 * How the task fails instead of being tried again; undefined if nothing is held against it. Whoever grants it more losses
 * than the standard knows of machines that come and go: then only that budget counts.
 */
export function quarantineOf(
  { budgets }: RetryPolicy,
  earlier: readonly AttemptRecord[],
  failure: Failure,
): Failure | undefined {
  if (failure.code !== agentDied || budgets.lost > defaultLimits.retries.budgets.lost) return undefined;
  const deaths = 1 + earlier.filter((attempt) => attempt.failure?.code === agentDied).length;
  if (deaths < deathsAtMost) return undefined;
  const message = `${deaths} agents died while they ran it, the last one so: ${failure.message}`;
  return { exitClass: "lost", code: "TASK_QUARANTINED", message, final: true };
}
