/** What runs wait for, and what they ask people, as the outside sees it. */
import type { ApprovalAnswer, WaitingOn } from "@troupe/core";
import type { TaskView } from "../run/faces.ts";
import type { ApprovalQuery } from "./open-approvals.ts";

/** What runs ask people. Refusals: NO_APPROVAL, APPROVAL_NOT_OPEN, APPROVAL_ANSWERED (details.by), NOT_AN_APPROVER. */
export interface Approvals {
  /** That are open, oldest first. */
  list(query: ApprovalQuery): Promise<readonly OpenApproval[]>;
  /** The task after it. The same answer of the same person again changes nothing. */
  answer(runId: string, task: string, answer: ApprovalAnswer): Promise<TaskView>;
}

/** A task of a live run that waits, and no agent has. */
export interface OpenWait {
  readonly runId: string;
  readonly pipeline: string;
  readonly task: string;
  readonly kind: WaitingOn["kind"];
  /** A sentence without its subject. */
  readonly reason: string;
  readonly since: number;
  /** When its own timeout is over. */
  readonly deadline: number | null;
  /** The time that it is for; null if it is for something else. */
  readonly until: number | null;
}

export interface OpenApproval {
  readonly runId: string;
  readonly pipeline: string;
  readonly task: string;
  readonly attempt: number;
  /** The question; its first 1,000 characters. */
  readonly ask: string;
  /** Empty: everybody may answer. */
  readonly approvers: readonly string[];
  readonly since: number;
  readonly deadline: number | null;
}
