/** What SQLite's result codes mean to whoever called. Translated here once; nobody else looks at them. */
import { TroupeError } from "@troupe/core";

/** Primary result codes, https://sqlite.org/rescode.html. */
const resultCodes = {
  permission: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error of SQLite; undefined for any other error. */
function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  // The upper bytes say more about the same thing.
  return error.errcode & 0xff;
}

export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error);
  return code === resultCodes.busy || code === resultCodes.locked;
}

/** The error to throw in place of one of SQLite's; any other error is given back as it is. */
export function translateSqliteError(error: unknown, path: string, remedy?: string): unknown {
  const reason = error instanceof Error ? error.message : String(error);
  switch (resultCodeOf(error)) {
    case resultCodes.corrupt:
    case resultCodes.notADatabase:
      return dataCorrupt(path, reason, error, remedy);
    case resultCodes.full:
      return new TroupeError(`There is no space left for ${path}; nothing was written. Free some, and it goes on.`, {
        code: "STORE_FULL",
        reaction: "retry",
        cause: error,
      });
    case resultCodes.permission:
    case resultCodes.readOnly:
    case resultCodes.cannotOpen:
      return new TroupeError(
        `${path} cannot be opened for writing (${reason}). Check that the directory is there and writable.`,
        {
          code: "DATA_DIRECTORY_UNUSABLE",
          reaction: "fatal",
          cause: error,
        },
      );
    case resultCodes.busy:
    case resultCodes.locked:
      return new TroupeError(`${path} is locked by another program; it is tried again.`, {
        code: "STORE_BUSY",
        reaction: "retry",
        cause: error,
      });
    case resultCodes.ioError:
      return new TroupeError(`${path} cannot be read or written now (${reason}).`, {
        code: "STORE_IO",
        reaction: "retry",
        cause: error,
      });
    default:
      return error;
  }
}

const restoreAll =
  "Restore the whole data directory from a backup; without one, move it away and start with an empty one.";

export function dataCorrupt(path: string, reason: string, cause?: unknown, remedy = restoreAll): TroupeError {
  return new TroupeError(`${path} is damaged: ${reason}. ${remedy}`, {
    code: "DATA_CORRUPT",
    reaction: "fatal",
    details: { file: path },
    cause,
  });
}

export function dataDirectoryNewer(path: string, found: number, known: number): TroupeError {
  return new TroupeError(
    `${path} has version ${found}, and this Troupe knows versions up to ${known}. Start the newer Troupe that wrote it; there is no way back.`,
    {
      code: "DATA_DIRECTORY_NEWER",
      reaction: "fatal",
      details: { file: path, version: String(found), supported: String(known) },
    },
  );
}
