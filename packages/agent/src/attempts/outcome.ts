/** How attempts end: from an exit, a failure or a stop to the class, code and words that are reported. Pure. */
import {
  type AttemptNote,
  type Digest,
  type Failure,
  type Phases,
  type StreamLengths,
  unreachable,
} from "@troupe/core";
import type { Exit } from "../ports/executor.ts";
import type { SaidFailure } from "../step-protocol/read-failure.ts";
import type { Stop } from "./attempt-state.ts";

export type Outcome = Success | { readonly exitClass: Failure["exitClass"]; readonly failure: Failure };

export interface Success {
  readonly exitClass: "success";
  /** The output as JSON, artifacts by digest; null if there is none, or if it lies in the archive. */
  readonly outputJson: string | null;
  readonly outputDigest: Digest | null;
}

/** What the coordinator is told of an attempt that has ended. */
export type AttemptResult = Outcome & AttemptNote & { readonly lengths: StreamLengths; readonly phases: Phases };

export function failed(failure: Failure, exit?: Exit): Outcome {
  return { exitClass: failure.exitClass, failure: { ...factsOf(exit), ...failure } };
}

/** What a stop makes of an attempt, whatever its process answered to it. */
export function stopped(stop: Stop, exit?: Exit): Outcome {
  return failed(failureOf(stop), exit);
}

function failureOf(stop: Stop): Failure {
  switch (stop.reason) {
    case "cancelled":
      return { exitClass: "cancelled", code: "TASK_CANCELLED", message: stop.message };
    case "superseded":
      return { exitClass: "cancelled", code: "TASK_CANCELLED", message: "superseded by another attempt" };
    case "timeout":
      return { exitClass: "timeout", code: "TASK_TIMED_OUT", message: "was stopped because its time was up" };
    case "stalled": {
      const message = `made no progress for ${Math.round(stop.idleMs / 1000)} s`;
      const final = stop.isFinal ? { final: true } : {};
      return { exitClass: "timeout", code: "STEP_STALLED", message, ...final };
    }
    case "rule":
      return { exitClass: "failure", code: "METRIC_RULE", message: stop.message };
    case "agent-stopping":
      return { exitClass: "lost", code: "AGENT_STOPPED", message: "its agent was stopped" };
    default:
      return unreachable(stop);
  }
}

/**
 * Null if it succeeded as far as the exit tells: then its outputs decide. `lastWords`: the last line of its stderr.
 * `said`: what it wrote of its failure itself.
 */
export function outcomeOfExit(exit: Exit, lastWords: string, said: SaidFailure = {}): Outcome | null {
  const failure = failureOfExit(exit, lastWords);
  if (failure === null) return null;
  const { message: _, ...facts } = said;
  return failed(failure.exitClass === "failure" ? { ...failure, ...facts } : failure, exit);
}

function failureOfExit(exit: Exit, lastWords: string): Failure | null {
  if (exit.lost === true) {
    const message = "its process vanished, and nothing is known about how it ended";
    return { exitClass: "lost", code: "ATTEMPT_LOST", message };
  }
  if (exit.result?.ok === true || (exit.exitCode === 0 && exit.result === undefined)) return null;
  // Beside an exit code of 0 it would only mean that a child ran out of memory, and its parent coped.
  if (exit.oom) return { exitClass: "oom", code: "TASK_OUT_OF_MEMORY", message: "ran out of memory" };
  if (exit.result !== undefined) {
    const { ok: _, ...failure } = exit.result;
    return { exitClass: "failure", ...failure };
  }
  const how = exit.signal === null ? `exited with code ${exit.exitCode}` : `was killed by ${exit.signal}`;
  return { exitClass: "failure", code: "TASK_FAILED", message: lastWords === "" ? how : `${how}: ${lastWords}` };
}

function factsOf(exit: Exit | undefined): Pick<Failure, "exitCode" | "signal"> {
  return {
    ...(exit === undefined || exit.exitCode === null ? {} : { exitCode: exit.exitCode }),
    ...(exit === undefined || exit.signal === null ? {} : { signal: exit.signal }),
  };
}
