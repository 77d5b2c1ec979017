/** The file that holds the token of a coordinator which others may reach. */
import { open } from "node:fs/promises";
import { TroupeError } from "@troupe/core";

const groupOrOthers = 0o077;
const minLength = 32;

/** Throws TroupeError(fatal, "TOKEN_FILE_…") that says how to mend it. Never puts the token into a message. */
export async function readTokenFile(path: string): Promise<string> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw refuse("TOKEN_FILE_UNREADABLE", `cannot read the token file ${path}: ${error.message}`, path, error);
  });
  try {
    // Of the open file, not of the path: between two look-ups of a path somebody could swap the file.
    const { mode } = await file.stat();
    if ((mode & groupOrOthers) !== 0)
      throw refuse("TOKEN_FILE_OPEN", `other users may read the token file ${path}. Run: chmod 600 ${path}`, path);
    return checkToken((await file.readFile("utf8")).trim(), path);
  } finally {
    await file.close();
  }
}

function checkToken(token: string, path: string): string {
  if (token.length < minLength || !/^[\x21-\x7e]+$/.test(token))
    throw refuse(
      "TOKEN_FILE_INVALID",
      `the token file ${path} must hold one word of at least ${minLength} printable characters. ` +
        `Run: umask 077; openssl rand -hex 32 > ${path}`,
      path,
    );
  return token;
}

function refuse(code: string, message: string, path: string, cause?: unknown): TroupeError {
  return new TroupeError(message, { code, reaction: "fatal", details: { path }, cause });
}
