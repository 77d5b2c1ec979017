/** A person's answer: who may give it, what it means for the task, and what whoever comes second is told. */
import { TroupeError } from "../error.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { ApprovalExecutable } from "../spec/waiting.ts";
import { stepOf } from "./reading.ts";
import type { RunState } from "./run-state.ts";
import type { WaitEnd } from "./waiting-on.ts";

export interface ApprovalAnswer {
  readonly decision: Decision;
  readonly by: string;
  /** Whoever asked said so himself, and nothing proves it. */
  readonly claimed: boolean;
  /** Names can be proven here: one that is only claimed is nobody's who may answer. */
  readonly needsProof?: boolean;
  readonly reason: string;
}

export type Decision = "approved" | "rejected";

/** What an approval yields, and what a rejected one has as its failure's details. `by` is null if nobody answered in time. */
export function verdictOf(
  answer: Omit<ApprovalAnswer, "by"> & { readonly by: string | null },
  now: number,
): JsonObject {
  const { decision, by, claimed, reason } = answer;
  return { decision, by, claimed, reason, at: new Date(now).toISOString() };
}

/** How an answer ends the wait. */
export function endOfApproval(runs: ApprovalExecutable, verdict: JsonObject): WaitEnd {
  if (verdict.decision === "approved" || runs.onReject === "go-on") return { output: { value: verdict } };
  const who = verdict.by === null ? "nobody answered in time" : `${verdict.by} rejected it`;
  const message = verdict.by === null || verdict.reason === "" ? who : `${who}: ${verdict.reason}`;
  // Final: a person has decided.
  return { failure: { exitClass: "failure", code: "APPROVAL_REJECTED", message, final: true, details: verdict } };
}

/** "given": this very answer counts already. Or why it cannot be taken. */
export function checkAnswer(state: RunState, task: string, answer: ApprovalAnswer): "open" | "given" | TroupeError {
  const { runId } = state.header;
  const record = state.tasks.get(task)?.state;
  const runs = stepOf(state, task).declaration.runs;
  if (runs.kind !== "approval")
    return refusal("NO_APPROVAL", `Task ${task} of run ${runId} is no approval: there is nothing to answer.`);
  const first = firstAnswer(state, task);
  if (first !== undefined) return repeated(first, answer, task, runId);
  if (record?.status !== "waiting" || (state.header.status !== "running" && state.header.status !== "finalizing"))
    return refusal(
      "APPROVAL_NOT_OPEN",
      `Task ${task} of run ${runId} is ${record?.status ?? "pending"} in a run that is ${state.header.status}: it takes no answer now.`,
    );
  return mayAnswer(runs, answer) ? "open" : notAnApprover(runs, answer, `${task} of run ${runId}`);
}

function mayAnswer({ approvers }: ApprovalExecutable, { by, claimed, needsProof }: ApprovalAnswer): boolean {
  return approvers === undefined || (approvers.includes(by) && !(claimed && needsProof === true));
}

function notAnApprover({ approvers = [] }: ApprovalExecutable, { by }: ApprovalAnswer, what: string): TroupeError {
  const isMeant = approvers.includes(by);
  return refusal(
    "NOT_AN_APPROVER",
    isMeant
      ? `${by} may answer ${what}, but nothing proves that it is ${by} who calls: use a token that names ${by}.`
      : `${by} may not answer ${what}. ${approvers.join(", ")} may.`,
  );
}

function repeated(first: JsonObject, answer: ApprovalAnswer, task: string, runId: string): "given" | TroupeError {
  if (first.by === answer.by && first.decision === answer.decision) return "given";
  const { by, decision, at, reason } = first;
  const said =
    by === null ? `was ${decision} at ${at}, because nobody answered in time` : `was ${decision} by ${by} at ${at}`;
  return refusal(
    "APPROVAL_ANSWERED",
    `Task ${task} of run ${runId} ${said}${reason === "" || by === null ? "" : ` ("${reason}")`}: the first answer counts.`,
    { by: String(by ?? ""), decision: String(decision), at: String(at) },
  );
}

/** The answer that counts; undefined if there is none. */
function firstAnswer(state: RunState, task: string): JsonObject | undefined {
  const record = state.tasks.get(task)?.state;
  const said: Json | undefined =
    record?.status === "succeeded"
      ? record.output?.value
      : record?.status === "failed" && record.failure.code === "APPROVAL_REJECTED"
        ? record.failure.details
        : undefined;
  return isObject(said) ? (said as JsonObject) : undefined;
}

function refusal(code: string, message: string, details: Readonly<Record<string, string>> = {}): TroupeError {
  return new TroupeError(message, { code, reaction: "reject", details });
}
