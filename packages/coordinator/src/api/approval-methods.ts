/** ApprovalService: what runs ask people. */
import type { ApprovalAnswer } from "@troupe/core";
import { approvalCursor, type Faces, type OpenApproval } from "@troupe/engine";
import {
  type AnswerApprovalRequest__Output,
  type Approval,
  type ListApprovalsRequest__Output,
  type ListApprovalsResponse,
  type Task,
  toTimestamp,
  v1,
  type WatchApprovalsRequest__Output,
} from "@troupe/proto";
import type { AskLeader } from "../ports/ask-leader.ts";
import { actorOf } from "./actor-of.ts";
import type { CallContext } from "./call-context.ts";
import type { ListWatches } from "./list-watches.ts";
import { toTask } from "./messages/task.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { askedBy } from "./relayed.ts";
import { RequestCheck } from "./request-check.ts";
import { latest } from "./resolve-run.ts";

export function approvalMethods(
  faces: Pick<Faces, "approvals">,
  askLeader: AskLeader,
  watches: ListWatches<ListApprovalsResponse>,
) {
  const { ListApprovals: listApprovals } = v1.ApprovalService.service;
  const list = async (request: ListApprovalsRequest__Output, ask: AskLeader): Promise<ListApprovalsResponse> => {
    const { runId, pipeline } = request;
    const identity: ListIdentity = ["ListApprovals", runId, pipeline];
    const check = new RequestCheck();
    const size = check.pageSize(request.pageSize);
    const after = readPageToken(check, identity, request.pageToken);
    check.done();
    const known = await ask(listApprovals, request);
    if (known !== undefined) return known;
    const open = await faces.approvals.list({
      limit: size + 1,
      ...(runId === "" ? {} : { runId }),
      ...(pipeline === "" ? {} : { pipeline }),
      ...(after === undefined ? {} : { after }),
    });
    const page = toPage(identity, open, size, approvalCursor);
    return { approvals: page.items.map(toApproval), nextPageToken: page.nextPageToken };
  };
  return {
    ListApprovals(request: ListApprovalsRequest__Output, context: CallContext): Promise<ListApprovalsResponse> {
      return list(request, askedBy(context, askLeader));
    },

    WatchApprovals(
      { runId, pipeline, pageSize }: WatchApprovalsRequest__Output,
      { signal }: CallContext,
    ): AsyncGenerator<ListApprovalsResponse> {
      const request = { runId, pipeline, pageSize, pageToken: "" };
      return watches.watch([runId, pipeline, pageSize], () => list(request, askLeader), signal);
    },

    async AnswerApproval(request: AnswerApprovalRequest__Output, context: CallContext): Promise<Task> {
      const check = new RequestCheck();
      const runId = check.id("run_id", request.runId, "a run id");
      // "@latest" may mean another run by the time it arrives, and an answer cannot be taken back.
      if (runId === latest) check.refuse("run_id", `is "${latest}"`, "Name the run by its id.");
      const task = check.id("task", request.task, "the name of a task");
      const answer = answerOf(check, request, context);
      check.done();
      return toTask(await faces.approvals.answer(runId, task, answer));
    },
  };
}

const decisions = { APPROVAL_DECISION_APPROVED: "approved", APPROVAL_DECISION_REJECTED: "rejected" } as const;

function answerOf(check: RequestCheck, request: AnswerApprovalRequest__Output, context: CallContext): ApprovalAnswer {
  const { reason } = request;
  const { subject, provesNames } = context.caller;
  const by = actorOf(context, request.by);
  const decision = decisions[request.decision as keyof typeof decisions];
  if (decision === undefined)
    check.refuse("decision", "is missing", `Give one of ${Object.keys(decisions).join(", ")}.`);
  if (reason.length > 1024) check.refuse("reason", `has ${reason.length} characters`, "Give at most 1024.");
  check.id("by", by, "the name of whoever answers");
  return { decision, by, claimed: subject === null, ...(provesNames && { needsProof: true }), reason };
}

function toApproval({ runId, pipeline, task, ask, approvers, since, deadline }: OpenApproval): Approval {
  return {
    runId,
    pipeline,
    task,
    ask,
    approvers: [...approvers],
    askedAt: toTimestamp(since),
    deadline: toTimestamp(deadline),
  };
}
