/** What those who see to waits are told of one. */
import { inputsOf, type RunState, stepOf, type WaitingOn, waitOf } from "@troupe/core";
import type { BegunWait, TriggerOrder } from "../waiting/begun-wait.ts";

/** Undefined if exactly this attempt waits no more. `on`: as it is written, which the state may be ahead of. */
export function begunWait(state: RunState, task: string, attempt: number, on: WaitingOn): BegunWait | undefined {
  const current = waitOf(state, task, attempt);
  if (current === undefined) return undefined;
  const { runId, pipeline } = state.header;
  const trigger = triggerOf(state, task);
  return { runId, pipeline, task, attempt, since: current.since, on, ...(trigger && { trigger }) };
}

function triggerOf(state: RunState, task: string): TriggerOrder | undefined {
  const { runs } = stepOf(state, task).declaration;
  if (runs.kind !== "trigger") return undefined;
  const { params = {}, key } = inputsOf(state, task);
  return { runs, params, key: typeof key === "string" ? key : null, cause: state.header.cause };
}
