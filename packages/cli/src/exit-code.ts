/** What the exit code of the command says, for scripts. Documented in docs/cli.md. */
import type { RunStatus } from "@troupe/core";
import { TroupeError } from "@troupe/core";

export const exitCodes = {
  ok: 0,
  runFailed: 1,
  usage: 2,
  invalid: 3,
  notFound: 4,
  unreachable: 5,
  cancelled: 6,
  timedOut: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const runExitCodes: Readonly<Record<RunStatus, ExitCode>> = {
  waiting: exitCodes.ok,
  running: exitCodes.ok,
  cancelling: exitCodes.ok,
  finalizing: exitCodes.ok,
  succeeded: exitCodes.ok,
  failed: exitCodes.runFailed,
  cancelled: exitCodes.cancelled,
  "timed-out": exitCodes.timedOut,
};

const byCode: Readonly<Record<string, ExitCode>> = {
  TLS_FAILED: exitCodes.unreachable,
  COORDINATOR_UNREACHABLE: exitCodes.unreachable,
  COORDINATOR_SILENT: exitCodes.unreachable,
  STREAM_CUT: exitCodes.unreachable,
  NOT_LEADER: exitCodes.unreachable,
  USAGE: exitCodes.usage,
  // Settings that somebody must change: whoever restarts processes need not try again.
  INVALID_SETTING: exitCodes.usage,
  INSECURE_ADDRESS: exitCodes.usage,
  TLS_FILE_INVALID: exitCodes.usage,
  TLS_FILE_UNREADABLE: exitCodes.usage,
  TOKEN_FILE_INVALID: exitCodes.usage,
  TOKEN_FILE_OPEN: exitCodes.usage,
  TOKEN_FILE_UNREADABLE: exitCodes.usage,
  NATS_CREDENTIALS_UNREADABLE: exitCodes.usage,
  RUN_REMOVED: exitCodes.notFound,
  // The caller did nothing wrong, and the same command may work when somebody has mended it.
  INTERNAL: exitCodes.runFailed,
  STORE_FULL: exitCodes.runFailed,
  POOL_LIMIT: exitCodes.runFailed,
  ARCHIVE_REFUSED: exitCodes.runFailed,
  RUN_FAILED: exitCodes.runFailed,
  RUN_CANCELLED: exitCodes.cancelled,
  RUN_TIMED_OUT: exitCodes.timedOut,
};

/** What somebody must change is `invalid`; a bug of ours is a failure like any other. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof TroupeError)) return exitCodes.runFailed;
  const known = byCode[error.code];
  if (known !== undefined) return known;
  if (error.code.endsWith("NOT_FOUND")) return exitCodes.notFound;
  return error.reaction === "reject" ? exitCodes.invalid : exitCodes.runFailed;
}
