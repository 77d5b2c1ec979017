/** One text for one attempt: what maps are keyed by and messages name. */
import type { AttemptKey } from "@troupe/engine";

export function attemptId(key: AttemptKey): string {
  return `${key.runId}/${key.task}/${key.attempt}`;
}
