/** What a waiting task waits for, as far as it is known: part of its record. */
import type { Failure } from "./exit.ts";
import type { Output } from "./run-event.ts";

export type WaitingOn = {
  /** When its own timeout is over, in milliseconds since the epoch. */
  readonly deadline: number | null;
} & (
  | { readonly kind: "time"; readonly until: number }
  /** A revision with a higher number. */
  | { readonly kind: "dataset"; readonly dataset: string; readonly newerThan: number }
  /** A person's answer. */
  | { readonly kind: "approval"; readonly ask: string; readonly approvers?: readonly string[] }
  | WaitingOnRun
);

export interface WaitingOnRun {
  readonly kind: "run";
  readonly pipeline: string;
  /** For its end; false: for its beginning. */
  readonly wait: boolean;
  /** Null until it is known. */
  readonly runId: string | null;
  /** It is asked to end, because of this. The task ends when it has. */
  readonly ending?: "timeout" | "cancelled";
}

/** How a wait ends; or, with `runId`, goes on: the run that it is for is there. */
export type WaitEnd = { readonly output: Output | null } | { readonly failure: Failure } | { readonly runId: string };

/** The agent of an attempt that no agent has. */
export const nobody = "";

/** The next instant at which time itself changes something; undefined if there is none. */
export function dueOf(on: WaitingOn): number | undefined {
  if (on.kind === "run" && on.ending !== undefined) return undefined;
  const wake = Math.min(
    on.deadline ?? Number.POSITIVE_INFINITY,
    on.kind === "time" ? on.until : Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(wake) ? wake : undefined;
}
