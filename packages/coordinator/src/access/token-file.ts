/** The file that holds the token of a coordinator which others may reach. */
import { open } from "node:fs/promises";
import { TroupeError } from "@troupe/core";

const groupOrOthers = 0o077;
const minLength = 32;

/** Throws TroupeError(fatal, "TOKEN_FILE_…") that says how to mend it. Never puts the token into a message. */
export async function readTokenFile(path: string): Promise<string> {
  const file = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    const message = `cannot read the token file ${path}: ${cause.message}. Name another with --token-file, or make it`;
    throw new TroupeError(message, { code: "TOKEN_FILE_UNREADABLE", reaction: "fatal", details: { path }, cause });
  });
  try {
    // Of the open file, not of the path: between two look-ups of a path somebody could swap the file.
    checkMode((await file.stat()).mode, path);
    return checkToken((await file.readFile("utf8")).trim(), path);
  } finally {
    await file.close();
  }
}

function checkMode(mode: number, path: string): void {
  if ((mode & groupOrOthers) === 0) return;
  const message = `other users may read the token file ${path}. Run: chmod 600 ${path}`;
  throw new TroupeError(message, { code: "TOKEN_FILE_OPEN", reaction: "fatal", details: { path } });
}

function checkToken(token: string, path: string): string {
  if (token.length >= minLength && /^[\x21-\x7e]+$/.test(token)) return token;
  const message =
    `the token file ${path} must hold one word of at least ${minLength} printable characters. ` +
    `Run: umask 077; openssl rand -hex 32 > ${path}`;
  throw new TroupeError(message, { code: "TOKEN_FILE_INVALID", reaction: "fatal", details: { path } });
}
