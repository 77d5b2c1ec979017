/** A wait as its run tells of it: what there is to see to. */
import type { Json, RunCause, TriggerExecutable, WaitingOn, WaitingOnRun } from "@troupe/core";

export interface BegunWait<On extends WaitingOn = WaitingOn> {
  readonly runId: string;
  readonly pipeline: string;
  readonly task: string;
  readonly attempt: number;
  readonly since: number;
  readonly on: On;
  /** Of one that waits for a run: what it is given. */
  readonly trigger?: TriggerOrder;
}

export interface TriggerOrder {
  readonly runs: TriggerExecutable;
  readonly params: Json;
  readonly key: string | null;
  /** Why the run that triggers was made itself. */
  readonly cause: RunCause;
}

export type BegunTrigger = BegunWait<Extract<WaitingOn, WaitingOnRun>> & { readonly trigger: TriggerOrder };

/** One at a time for a task: the next attempt takes the place of the one before. */
export function waitName({ runId, task }: Pick<BegunWait, "runId" | "task">): string {
  return `${runId} ${task}`;
}
