/** A run's revision as it stands on the wire: opaque to clients. */
import type { RunRevision } from "@troupe/engine";
import type { RequestCheck } from "./request-check.ts";

export function toRevision({ runId, sequence }: RunRevision): string {
  return `${runId}.${sequence}`;
}

/** Undefined if none was sent. */
export function readRevision(check: RequestCheck, text: string): RunRevision | undefined {
  if (text === "") return undefined;
  const [, runId, sequence] = /^([^.]{1,256})\.(\d{1,15})$/.exec(text) ?? [];
  if (runId !== undefined && sequence !== undefined) return { runId, sequence: Number(sequence) };
  check.refuse("at_least", "is no revision", "Send the revision of a run, or none.");
  return undefined;
}
