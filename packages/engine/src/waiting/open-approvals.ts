/** What people are asked now, in the order in which it was asked. */
import type { OpenApproval } from "../engine.ts";
import { type BegunWait, waitName } from "./begun-wait.ts";

export interface ApprovalQuery {
  readonly runId?: string;
  readonly pipeline?: string;
  /** The cursor of the last one that is known. */
  readonly after?: string;
  readonly limit: number;
}

export class OpenApprovals {
  readonly #open = new Map<string, OpenApproval>();

  get size(): number {
    return this.#open.size;
  }

  add(wait: BegunWait): void {
    const { runId, pipeline, task, attempt, since, on } = wait;
    if (on.kind !== "approval") return;
    const { ask, approvers = [], deadline } = on;
    this.#open.set(waitName(wait), { runId, pipeline, task, attempt, ask, approvers, since, deadline });
  }

  remove(name: string): void {
    this.#open.delete(name);
  }

  /** Oldest first. */
  list({ runId, pipeline, after, limit }: ApprovalQuery): readonly OpenApproval[] {
    const asked = [...this.#open.values()].filter(
      (open) => (runId ?? open.runId) === open.runId && (pipeline ?? open.pipeline) === open.pipeline,
    );
    const inOrder = asked.sort((a, b) => compare(approvalCursor(a), approvalCursor(b)));
    return inOrder.filter((open) => after === undefined || approvalCursor(open) > after).slice(0, limit);
  }
}

/** Its place in the order. */
export function approvalCursor({ since, runId, task }: Pick<OpenApproval, "since" | "runId" | "task">): string {
  return `${String(since).padStart(15, "0")} ${runId} ${task}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
