/** What the end of a run means for the task that waited for it. */
import { type Failure, type RunHeader, timedOut, type WaitEnd } from "@troupe/core";
import type { BegunTrigger } from "./begun-wait.ts";

/** `header`: of the run, once it has ended; undefined if there is none to wait for. */
export function endOfTriggered({ on }: BegunTrigger, header: RunHeader | undefined): WaitEnd {
  // Its success counts, also where it came while it was asked to end.
  if (header?.status === "succeeded") return { output: { value: header.outputs } };
  const what = header === undefined ? `a run of ${on.pipeline}` : `run ${header.runId} of ${on.pipeline}`;
  if (on.ending === "timeout") return { failure: timedOut(`${what} has not ended in time`) };
  if (on.ending === "cancelled") return { failure: ended("cancelled", "TASK_CANCELLED", `${what} was asked to end`) };
  if (header === undefined)
    return {
      failure: ended("failure", "TRIGGERED_RUN_FAILED", `the run of ${on.pipeline} that it waited for is gone`),
    };
  const { runId, status, failure, cancel } = header;
  const details = { runId, status, code: failure?.failure.code ?? null };
  return { failure: { ...ended("failure", "TRIGGERED_RUN_FAILED", `${what} ${reasonOf(header)}`), details } };

  function reasonOf({ status: how }: RunHeader): string {
    if (how === "failed") return `failed: ${failure?.task ?? "the run"}: ${failure?.failure.message ?? ""}`;
    return how === "timed-out" ? "timed out" : `was cancelled: ${cancel?.reason ?? ""}`;
  }
}

/** A chain of runs, each of which failed because of the next, would say all of it in each. */
const longest = 500;

/** Final: asked again, it would find the same run. */
function ended(exitClass: Failure["exitClass"], code: string, message: string): Failure {
  return { exitClass, code, message: clipped(message), final: true };
}

function clipped(message: string): string {
  return message.length <= longest ? message : `${message.slice(0, longest)}…`;
}
