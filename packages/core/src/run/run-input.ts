/** What can happen to a run from outside. Time and randomness come in with it. */
import type { RuleFiring } from "../metric-rules/metric-rule.ts";
import type { ApprovalAnswer } from "./approval.ts";
import type { Failure } from "./exit.ts";
import type { CancelCause, Checkpoint, EarlierResult, Output, Phases, StreamLengths, TaskEnd } from "./run-event.ts";
import type { WaitEnd } from "./waiting-on.ts";

export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Uniform in [0, 1): the jitter of a backoff. */
  readonly random: number;
  /** The newest revision of a dataset, 0 if it has none. Absent: there are no datasets. */
  readonly head?: (dataset: string) => number;
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
      /** The agent claims in advance whatever is assigned to it. */
      readonly claimed: boolean;
    }
  | {
      /** The agent has not started it and will not. */
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
  /** Said again after each reconnect, and with the result. */
  | ({
      readonly type: "ReportNote";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
    } & AttemptNote)
  /** The agent is gone, or does not hold the attempt. */
  | {
      readonly type: "LoseAttempt";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly reason: string;
      readonly how: LossKind;
    }
  /** What the cache has for a task of `cacheQuestions`. */
  | { readonly type: "AnswerCache"; readonly task: string; readonly answer: CacheAnswer }
  /** A person wants one task to end, whatever it would come to: at once, or when its attempt has ended. */
  | { readonly type: "EndTask"; readonly task: string; readonly as: TaskEnd }
  /** What a task waited for has come, or will not. */
  | { readonly type: "EndWait"; readonly task: string; readonly attempt: number; readonly end: WaitEnd }
  | { readonly type: "AnswerApproval"; readonly task: string; readonly answer: ApprovalAnswer }
  /** Its turn has come, or somebody wants it to begin now. */
  | { readonly type: "ReleaseRun"; readonly by: "turn" | "user" }
  | { readonly type: "PrioritizeRun"; readonly priority: number }
  | {
      readonly type: "CancelRun";
      readonly reason: string;
      readonly cause: CancelCause;
      /** Absent: nobody in particular. */
      readonly by?: string;
    }
  /** A timer that the run asked for has come due: backoffs, the time of a task, the run's own timeout. */
  | { readonly type: "TimerFired" };

export type CacheAnswer =
  | { readonly hit: { readonly output: Output | null; readonly origin: EarlierResult } }
  /** Why there is none: "input trees has changed". */
  | { readonly miss: string };

export type LossKind =
  /** It is known that it did not start, granted or not: no attempt is used up. */
  | "never-started"
  /** The agent's process has ended, and the attempt with it. */
  | "agent-died"
  /** Nobody knows: the agent is not heard. */
  | "silent";

/** What an attempt has to tell before it ends. */
export interface AttemptNote {
  /** The latest that is durable. */
  readonly checkpoint?: Checkpoint;
  /** All rules that have fired so far. */
  readonly fired?: readonly RuleFiring[];
}

export type AttemptOutcome = AttemptNote & { readonly phases?: Phases; readonly lengths?: StreamLengths } & (
    | { readonly exitClass: "success"; readonly output: Output | null }
    | { readonly exitClass: Failure["exitClass"]; readonly failure: Failure }
  );
