/** What can happen to a run from outside. Time and randomness come in with it. */
import type { Failure } from "./exit.ts";
import type { Output, Phases, StreamLengths } from "./run-event.ts";

export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Uniform in [0, 1): the jitter of a backoff. */
  readonly random: number;
}

export type RunInput =
  /** Draws the consequences of what was applied: tasks that became ready, decisions, the end. Until it yields nothing. */
  | { readonly type: "Advance" }
  | {
      readonly type: "AssignTask";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly devices: readonly string[];
    }
  | {
      readonly type: "ReturnAssignment";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly reason: string;
    }
  | { readonly type: "ClaimAttempt"; readonly task: string; readonly attempt: number; readonly agent: string }
  | { readonly type: "ReportRunning"; readonly task: string; readonly attempt: number; readonly agent: string }
  | {
      readonly type: "ReportResult";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly result: AttemptOutcome;
    }
  /** The agent is gone, or no longer holds the attempt. */
  | {
      readonly type: "LoseAttempt";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly reason: string;
    }
  | { readonly type: "CancelRun"; readonly reason: string; readonly cause: "user" | "timeout" }
  /** A timer that the run asked for has come due: backoffs and the run's own timeout. */
  | { readonly type: "TimerFired" };

export type AttemptOutcome = { readonly phases?: Phases; readonly lengths?: StreamLengths } & (
  | { readonly exitClass: "success"; readonly output: Output | null }
  | { readonly exitClass: Failure["exitClass"]; readonly failure: Failure }
);
