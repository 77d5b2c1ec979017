import type { AttemptKey } from "@troupe/engine";
import type { AttemptKey__Output } from "@troupe/proto";
import { invalidArgument } from "../request-check.ts";

/** An agent that names no attempt is broken: its stream ends, and its log says why. */
export function attemptKeyOf(field: string, key: AttemptKey__Output | null | undefined): AttemptKey {
  if (key === null || key === undefined || key.runId === "" || key.task === "" || key.attempt < 1)
    throw invalidArgument([
      { field, message: `is ${JSON.stringify(key ?? null)}`, fix: "Name a run, a task and an attempt from 1." },
    ]);
  return { runId: key.runId, task: key.task, attempt: key.attempt };
}
