/** What the next attempt of a task asks of an agent: what its step says, and more memory after it ran out of it. */
import type { Limits, ResourceRequest } from "../spec/pipeline-spec.ts";
import { limitsOf } from "./limits.ts";
import type { AttemptRecord, RunState } from "./run-state.ts";

/** Of the current attempt if it is with an agent, else of the next one. */
export function requestOf(state: RunState, task: string): ResourceRequest {
  return grownRequest(limitsOf(state, task), state.tasks.get(task)?.attempts ?? []);
}

/** Every attempt that ran out of memory makes the next one larger: also if one between them ended otherwise. */
export function grownRequest({ resources, retries }: Limits, attempts: readonly AttemptRecord[]): ResourceRequest {
  const { memoryOnOom } = retries;
  if (memoryOnOom === undefined) return resources;
  const ooms = attempts.filter((attempt) => attempt.exitClass === "oom").length;
  if (ooms === 0) return resources;
  const { factor, maxBytes = Number.MAX_SAFE_INTEGER } = memoryOnOom;
  const grown = Math.min(Math.round(resources.memoryBytes * factor ** ooms), maxBytes);
  return { ...resources, memoryBytes: Math.max(resources.memoryBytes, grown) };
}
