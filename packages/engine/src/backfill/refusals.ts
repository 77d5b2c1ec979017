import { type BackfillStatus, type Problem, TroupeError } from "@troupe/core";

export function backfillNotFound(backfillId: string): TroupeError {
  return new TroupeError(`There is no backfill "${backfillId}". \`troupe get backfills\` lists them.`, {
    code: "BACKFILL_NOT_FOUND",
    reaction: "reject",
    details: { backfillId },
  });
}

/** What was asked of it makes no sense any more, or not yet. */
export function backfillIs(backfillId: string, status: BackfillStatus, so: string): TroupeError {
  return new TroupeError(`Backfill ${backfillId} is ${status}: ${so}.`, {
    code: "BACKFILL_STATE",
    reaction: "reject",
    details: { backfillId, status },
  });
}

export function reusedRequest(requestId: string, backfillId: string): TroupeError {
  return new TroupeError(
    `Request id "${requestId}" was used for another backfill, ${backfillId}. Use a new request id for a new one.`,
    { code: "REQUEST_ID_REUSED", reaction: "reject", details: { requestId, backfillId } },
  );
}

export function invalidBackfill(pipeline: string, ...problems: readonly Problem[]): TroupeError {
  const [first] = problems;
  const what = first === undefined ? "" : `${first.field} ${first.message}: ${first.fix}`;
  return new TroupeError(`The backfill of "${pipeline}" cannot be made: ${what}.`, {
    code: "INVALID_ARGUMENT",
    reaction: "reject",
    problems,
  });
}
