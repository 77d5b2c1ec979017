/** The file that holds the tokens of a coordinator which others may reach. */
import { open } from "node:fs/promises";
import { TroupeError } from "@troupe/core";
import { type TokenLine, tokenLines } from "@troupe/proto";

const groupOrOthers = 0o077;
const minLength = 32;
const mostTokens = 10_000;
/** A name as people and programs have it: "anna", "anna@example.com", "bot:ci". */
const subjectPattern = /^[A-Za-z0-9][A-Za-z0-9._@:+-]{0,127}$/;

/** At least one. Throws TroupeError(fatal, "TOKEN_FILE_…") that says how to mend it. Never puts a token into a message. */
export async function readTokenFile(path: string): Promise<readonly TokenLine[]> {
  const file = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    const message = `cannot read the token file ${path}: ${cause.message}. Name another with --token-file, or make it`;
    throw new TroupeError(message, { code: "TOKEN_FILE_UNREADABLE", reaction: "fatal", details: { path }, cause });
  });
  try {
    // Of the open file, not of the path: between two look-ups of a path somebody could swap the file.
    checkMode((await file.stat()).mode, path);
    return checkLines(tokenLines(await file.readFile("utf8")), path);
  } finally {
    await file.close();
  }
}

function checkMode(mode: number, path: string): void {
  if ((mode & groupOrOthers) === 0) return;
  const message = `other users may read the token file ${path}. Run: chmod 600 ${path}`;
  throw new TroupeError(message, { code: "TOKEN_FILE_OPEN", reaction: "fatal", details: { path } });
}

function checkLines(lines: readonly TokenLine[], path: string): readonly TokenLine[] {
  if (lines.length === 0) throw invalid(`the token file ${path} holds no token`, path);
  if (lines.length > mostTokens) throw invalid(`the token file ${path} holds more than ${mostTokens} tokens`, path);
  for (const [index, { subject, token }] of lines.entries()) {
    const at = `line ${index + 1} of the token file ${path} that says something`;
    if (token.length < minLength || !/^[\x21-\x7e]+$/.test(token))
      throw invalid(`${at} must hold a token of at least ${minLength} printable characters`, path);
    if (subject !== null && !subjectPattern.test(subject))
      throw invalid(`${at} must name one subject, as anna, anna@example.com or bot:ci, before its token`, path);
  }
  if (new Set(lines.map(({ token }) => token)).size < lines.length)
    throw invalid(`the token file ${path} holds a token twice, and whose it is could not be told`, path);
  return lines;
}

function invalid(what: string, path: string): TroupeError {
  const message = `${what}. For a token run: umask 077; openssl rand -hex 32`;
  return new TroupeError(message, { code: "TOKEN_FILE_INVALID", reaction: "fatal", details: { path } });
}
