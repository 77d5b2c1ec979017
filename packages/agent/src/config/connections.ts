/** The databases that steps may wait for, by name: what a pipeline names, an agent knows how to reach. */
import { readFileSync, statSync } from "node:fs";
import { isObject, TroupeError } from "@troupe/core";
import { parse } from "yaml";

const groupOrOthers = 0o077;

/** `name: postgres://…` or `name: sqlite:/path`, a line each. Throws INVALID_SETTING. Never puts an address into a message. */
export function readConnections(path: string): ReadonlyMap<string, URL> {
  try {
    if ((statSync(path).mode & groupOrOthers) !== 0)
      throw invalid(path, "may be read by others", `Run: chmod 600 ${path}`);
    const entries: unknown = parse(readFileSync(path, "utf8")) ?? {};
    if (!isObject(entries)) throw invalid(path, "is no list of names", "Write NAME: URL, one a line.");
    return new Map(Object.entries(entries).map(([name, url]) => [name, urlOf(path, name, url)]));
  } catch (error) {
    if (error instanceof TroupeError) throw error;
    throw invalid(path, "cannot be read", "Name a YAML file that this user may read.");
  }
}

function urlOf(path: string, name: string, text: unknown): URL {
  const url = typeof text === "string" ? URL.parse(text) : null;
  if (url !== null && /^(postgres|postgresql|sqlite):$/.test(url.protocol)) return url;
  throw invalid(
    path,
    `has no database under "${name}"`,
    "Write postgres://USER:PASSWORD@HOST/DATABASE or sqlite:/PATH.",
  );
}

function invalid(path: string, message: string, fix: string): TroupeError {
  const problem = { field: `connections ${path}`, message, fix };
  return new TroupeError(`${problem.field} ${message}. ${fix}`, {
    code: "INVALID_SETTING",
    reaction: "fatal",
    problems: [problem],
  });
}
