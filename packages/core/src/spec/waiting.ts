/**
 * Steps that wait: no agent has them and no process stands behind them. What a run decides about them (an instant, a
 * question, params of another run) stands in their inputs, so that it is wired and checked like any other input.
 */

export type WaitingExecutable = WaitExecutable | ApprovalExecutable | TriggerExecutable;

/** Waits for a time or a dataset. Its `limits.timeoutMs` is the deadline, from when it begins to wait. */
export interface WaitExecutable {
  readonly kind: "wait";
  readonly for: WaitSubject;
  /** At the deadline. Default: `fail`, with the exit class timeout. */
  readonly onTimeout?: TimeoutPolicy;
}

export type TimeoutPolicy = "fail" | "go-on";

export type WaitSubject =
  | { readonly kind: "duration"; readonly ms: number }
  /** Input `until`: ISO 8601 with a zone. */
  | { readonly kind: "instant" }
  /** The next time that clocks of the zone show this: "06:00", "06:00:30". */
  | { readonly kind: "time-of-day"; readonly at: string; readonly zone: string }
  /** A revision of it that is newer than the input `newerThan`, a number; without that, any. */
  | { readonly kind: "dataset"; readonly dataset: string };

/** Asks a person. Inputs: `ask`, the question; `show`, what to look at before answering. */
export interface ApprovalExecutable {
  readonly kind: "approval";
  /** Who may answer; absent: everybody. */
  readonly approvers?: readonly string[];
  /** What nobody's answer means at the deadline; absent: the task fails with the exit class timeout. */
  readonly default?: "approve" | "reject";
  /** Default: `fail`, with the code APPROVAL_REJECTED. */
  readonly onReject?: "fail" | "go-on";
}

/** Runs another pipeline. Inputs: `params`; `key`, of which there is one run at a time. */
export interface TriggerExecutable {
  readonly kind: "trigger";
  readonly pipeline: string;
  /** Yields the run's outputs once it has succeeded; else `{runId}` at once. */
  readonly wait: boolean;
  /** For how long after its creation a run with the same `key` serves instead of a new one, live or not. */
  readonly keyWithinMs?: number;
}

export const waitingKinds: readonly WaitingExecutable["kind"][] = ["wait", "approval", "trigger"];

export function isWaiting(runs: { readonly kind: string }): runs is WaitingExecutable {
  return (waitingKinds as readonly string[]).includes(runs.kind);
}
