/** What the end of a run means for the task that waited for it. */
import { type Failure, type RunHeader, timedOut, type WaitEnd } from "@troupe/core";
import type { BegunTrigger } from "./begun-wait.ts";

/** `header`: of the run, once it has ended; undefined if there is none to wait for. */
export function endOfTriggered({ on, trigger }: BegunTrigger, header: RunHeader | undefined): WaitEnd {
  // Its success counts, also where it came while it was asked to end.
  if (header?.status === "succeeded") return { output: { value: header.outputs } };
  const what = header === undefined ? `a run of ${on.pipeline}` : `run ${header.runId} of ${on.pipeline}`;
  if (on.ending === "timeout") return { failure: timedOut(`${what} has not ended in time`) };
  if (on.ending === "cancelled") return { failure: ended("cancelled", "TASK_CANCELLED", `${what} was asked to end`) };
  if (header === undefined)
    return { failure: ended("failure", "TRIGGERED_RUN_FAILED", `run ${on.runId} of ${trigger.runs.pipeline} is gone`) };
  const { runId, status, failure, cancel } = header;
  const details = { runId, status, code: failure?.failure.code ?? null };
  return { failure: { ...ended("failure", "TRIGGERED_RUN_FAILED", `${what} ${reasonOf(header)}`), details } };

  function reasonOf({ status: how }: RunHeader): string {
    if (how === "failed") return `failed: ${failure?.task ?? "the run"}: ${failure?.failure.message ?? ""}`;
    return how === "timed-out" ? "timed out" : `was cancelled: ${cancel?.reason ?? ""}`;
  }
}

/** Final: asked again, it would find the same run. */
function ended(exitClass: Failure["exitClass"], code: string, message: string): Failure {
  return { exitClass, code, message, final: true };
}
