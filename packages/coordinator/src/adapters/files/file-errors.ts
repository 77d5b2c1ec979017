/** What the errors of the file system mean to whoever called. Translated here once; nobody else looks at their codes. */
import { TroupeError } from "@troupe/core";

export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

/** The error to throw in place of one of the file system's; any other error is given back as it is. */
function translateFileError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new TroupeError(`There is no space left for ${path}; nothing was written. Free some, and it goes on.`, {
        code: "STORE_FULL",
        reaction: "retry",
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new TroupeError(`${path} cannot be used (${code}). Check its permissions and its mount.`, {
        code: "STORE_UNUSABLE",
        reaction: "fatal",
        cause: error,
      });
    default:
      return new TroupeError(`${path} cannot be read or written now (${code}).`, {
        code: "STORE_IO",
        reaction: "retry",
        cause: error,
      });
  }
}

/** Does what the body does, with errors of the file system translated. */
export async function withFile<Result>(path: string, body: () => Promise<Result>): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    throw translateFileError(error, path);
  }
}

/** As `withFile`, with undefined in place of what is not there. */
export async function ifThere<Result>(path: string, body: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await body();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translateFileError(error, path);
  }
}

function codeOf(error: unknown): string | undefined {
  const isOfFileSystem = error instanceof Error && "syscall" in error && "code" in error;
  return isOfFileSystem && typeof error.code === "string" ? error.code : undefined;
}
