/** What a run has with agents. */
import { type Demand, demandOf, type RunState, taskStatuses } from "@troupe/core";
import type { AttemptKey } from "../ports/telemetry-store.ts";

export interface HeldAttempt {
  readonly key: AttemptKey;
  readonly agent: string;
  readonly devices: readonly string[];
  readonly demand: Demand;
}

export function* heldAttempts(state: RunState): Generator<HeldAttempt> {
  const { runId } = state.header;
  for (const [task, record] of state.tasks) {
    const current = record.attempts.at(-1);
    if (!taskStatuses[record.state.status].onAgent || current === undefined) continue;
    const { number: attempt, agent, devices } = current;
    yield { key: { runId, task, attempt }, agent, devices, demand: demandOf(state, task) };
  }
}

/** Whether exactly this attempt is with this agent. */
export function isHeldBy(state: RunState, { task, attempt }: AttemptKey, agent: string): boolean {
  const record = state.tasks.get(task);
  const current = record?.attempts.at(-1);
  return (
    record !== undefined &&
    taskStatuses[record.state.status].onAgent &&
    current?.number === attempt &&
    current.agent === agent
  );
}
