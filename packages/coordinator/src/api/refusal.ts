/**
 * Errors on their way out. A TroupeError becomes the status that this table gives its code; anything else is a bug: the
 * caller gets INTERNAL and an id, the log gets the error under that id, and no inner text crosses the wire.
 */
import { randomUUID } from "node:crypto";
import { type Reaction, TroupeError } from "@troupe/core";
import type { ErrorDetails } from "@troupe/proto";
import type { Logger } from "pino";
import type { StatusName } from "./status.ts";

export interface Refusal {
  readonly status: StatusName;
  readonly message: string;
  readonly details: ErrorDetails;
}

interface Row {
  readonly status: StatusName;
  /** What the error is about: its kind, and the detail that names it. */
  readonly about?: readonly [type: string, detail: string];
}

/** Every code that the API answers with on purpose. docs/errors.md says what each means and who mends it. */
const rows: Readonly<Record<string, Row>> = {
  // Of another coordinator, which has it in its log.
  INTERNAL: { status: "INTERNAL" },
  INVALID_ARGUMENT: { status: "INVALID_ARGUMENT" },
  INVALID_PARAMS: { status: "INVALID_ARGUMENT" },
  INVALID_SPEC: { status: "INVALID_ARGUMENT" },
  MALFORMED_MESSAGE: { status: "INVALID_ARGUMENT" },
  AGENT_NOT_FOUND: { status: "NOT_FOUND", about: ["agent", "agentId"] },
  CONNECTION_NOT_FOUND: { status: "NOT_FOUND", about: ["connection", "connection"] },
  NOTIFY_FAILED: { status: "FAILED_PRECONDITION" },
  ARTIFACT_NOT_FOUND: { status: "NOT_FOUND", about: ["artifact", "digest"] },
  METHOD_NEEDS_GRPC: { status: "UNIMPLEMENTED" },
  ROUTE_NOT_FOUND: { status: "NOT_FOUND" },
  WRONG_CONTENT_TYPE: { status: "INVALID_ARGUMENT" },
  NOT_FOUND: { status: "NOT_FOUND", about: ["artifact", "digest"] },
  PIPELINE_NOT_FOUND: { status: "NOT_FOUND", about: ["pipeline", "pipeline"] },
  NO_EARLIER_VERSION: { status: "FAILED_PRECONDITION", about: ["pipeline", "pipeline"] },
  RUN_NOT_FOUND: { status: "NOT_FOUND", about: ["run", "runId"] },
  RUN_REMOVED: { status: "NOT_FOUND", about: ["run", "runId"] },
  POOL_NOT_FOUND: { status: "NOT_FOUND", about: ["pool", "pool"] },
  POOL_IN_USE: { status: "FAILED_PRECONDITION", about: ["pool", "pool"] },
  POOL_LIMIT: { status: "RESOURCE_EXHAUSTED" },
  TASK_NOT_FOUND: { status: "NOT_FOUND", about: ["task", "task"] },
  SCHEDULE_NOT_FOUND: { status: "NOT_FOUND", about: ["pipeline", "pipeline"] },
  BACKFILL_NOT_FOUND: { status: "NOT_FOUND", about: ["backfill", "backfillId"] },
  BACKFILL_STATE: { status: "FAILED_PRECONDITION", about: ["backfill", "backfillId"] },
  REQUEST_ID_REUSED: { status: "ALREADY_EXISTS", about: ["run", "runId"] },
  OUTPUTS_MISFIT: { status: "FAILED_PRECONDITION" },
  RUN_OVERLAPS: { status: "FAILED_PRECONDITION", about: ["run", "runId"] },
  DATASET_NOT_FOUND: { status: "NOT_FOUND", about: ["dataset", "dataset"] },
  RUN_DAMAGED: { status: "DATA_LOSS", about: ["run", "runId"] },
  RUN_ENDED: { status: "FAILED_PRECONDITION", about: ["run", "runId"] },
  RUN_NOT_ENDED: { status: "FAILED_PRECONDITION", about: ["run", "runId"] },
  RERUN_CODE_UNCLEAR: { status: "FAILED_PRECONDITION", about: ["run", "runId"] },
  NOTHING_TO_RERUN: { status: "FAILED_PRECONDITION", about: ["run", "runId"] },
  TASK_ENDED: { status: "FAILED_PRECONDITION", about: ["task", "task"] },
  DATA_LOSS: { status: "DATA_LOSS" },
  DIGEST_MISMATCH: { status: "DATA_LOSS" },
  UNAUTHENTICATED: { status: "UNAUTHENTICATED" },
  WEBHOOK_BODY: { status: "INVALID_ARGUMENT" },
  WEBHOOK_EXPIRED: { status: "UNAUTHENTICATED" },
  WEBHOOK_NOT_FOUND: { status: "NOT_FOUND", about: ["webhook", "webhook"] },
  WEBHOOK_SIGNATURE: { status: "UNAUTHENTICATED" },
  WEBHOOK_UNSIGNED: { status: "UNAUTHENTICATED" },
  NOT_AN_APPROVER: { status: "PERMISSION_DENIED" },
  FOREIGN_HOST: { status: "PERMISSION_DENIED" },
  FOREIGN_ORIGIN: { status: "PERMISSION_DENIED" },
  MESSAGE_TOO_LARGE: { status: "RESOURCE_EXHAUSTED" },
  STORE_FULL: { status: "RESOURCE_EXHAUSTED" },
  TOO_MANY_STREAMS: { status: "RESOURCE_EXHAUSTED" },
  READER_TOO_SLOW: { status: "ABORTED" },
  SESSION_ENDED: { status: "ABORTED" },
  CANCELLED: { status: "CANCELLED" },
  COORDINATOR_STARTING: { status: "UNAVAILABLE" },
  COORDINATOR_STOPPING: { status: "UNAVAILABLE" },
  NOT_LEADER: { status: "UNAVAILABLE" },
  OVERLOADED: { status: "UNAVAILABLE" },
  RUN_RESTARTED: { status: "UNAVAILABLE", about: ["run", "runId"] },
};

/** For codes of adapters that the table does not know: what the reaction implies. */
const byReaction: Readonly<Record<Exclude<Reaction, "fatal">, StatusName>> = {
  retry: "UNAVAILABLE",
  "step-down": "UNAVAILABLE",
  reject: "FAILED_PRECONDITION",
};

export function toRefusal(error: unknown, method: string, log: Logger): Refusal {
  if (!(error instanceof TroupeError)) return internal(error, method, log);
  const row = rows[error.code];
  if (row === undefined && error.reaction === "fatal") return internal(error, method, log);
  const status = row?.status ?? byReaction[error.reaction as Exclude<Reaction, "fatal">];
  return { status, message: error.message, details: detailsOf(error, row) };
}

function detailsOf(error: TroupeError, row: Row | undefined): ErrorDetails {
  const [type, detail] = row?.about ?? [];
  return {
    reason: error.code,
    metadata: error.details,
    violations: error.problems,
    resource: type === undefined || detail === undefined ? null : { type, name: error.details[detail] ?? "" },
  };
}

function internal(error: unknown, method: string, log: Logger): Refusal {
  const errorId = randomUUID();
  log.error({ err: error, errorId, method }, "a call failed for a reason that is ours");
  return {
    status: "INTERNAL",
    message: `an error inside the coordinator; its log has it under ${errorId}`,
    details: { reason: "INTERNAL", metadata: { errorId }, violations: [], resource: null },
  };
}
