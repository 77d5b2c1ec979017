/** Finds programs as a shell does, before an attempt is claimed: what is missing is said by name, and not with a 127. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { TroupeError } from "@troupe/core";

/**
 * A name with a slash is a path, relative to `folder`; others are looked for along `searchPath`. Absolute in either case:
 * a shell would take a bare name for one of its own commands. Throws TroupeError(reject, "COMMAND_NOT_FOUND").
 */
export function findProgram(name: string, folder: string, searchPath: string): string {
  if (name.includes("/")) {
    const path = resolve(folder, name);
    if (isExecutable(path)) return path;
    throw notFound(`${name} is no program that can be executed in ${folder}`);
  }
  const path = searchPath
    .split(delimiter)
    .map((part) => join(resolve(folder, part), name))
    .find(isExecutable);
  if (path !== undefined) return path;
  throw notFound(`there is no program ${name === "" ? "without a name" : name} on this machine's PATH (${searchPath})`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function notFound(message: string): TroupeError {
  return new TroupeError(message, { code: "COMMAND_NOT_FOUND", reaction: "reject" });
}
