/** The settings that stand in a file: YAML, one key a line. */
import { readFileSync } from "node:fs";
import { isObject, type Problem, TroupeError } from "@troupe/core";
import { parseDocument } from "yaml";
import { nearest } from "../words/nearest.ts";
import { settingKeys } from "./settings.ts";

/** By key, as text. Every problem of the file is named at once. */
export function readConfigFile(path: string): ReadonlyMap<string, string> {
  const entries = Object.entries(parse(path, read(path)));
  const problems = entries.flatMap(([key, value]) => problemsOf(key, value, path));
  if (problems.length > 0) throw invalidSettings(problems);
  return new Map(entries.map(([key, value]) => [key, String(value)]));
}

export function invalidSettings(problems: readonly Problem[]): TroupeError {
  const lines = problems.map(({ field, message, fix }) => `${field} ${message}. ${fix}`);
  return new TroupeError(lines.join("\n"), { code: "INVALID_SETTING", reaction: "fatal", problems });
}

export function unknownSetting(key: string, source: string): Problem {
  const meant = nearest(key, settingKeys);
  return {
    field: source,
    message: "is no setting",
    fix: `${meant === undefined ? "" : `Did you mean ${meant}? `}Known are: ${settingKeys.join(", ")}.`,
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw invalidSettings([{ field: path, message, fix: "Name another file with --config, or none." }]);
  }
}

function parse(path: string, text: string): Readonly<Record<string, unknown>> {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const [first = ""] = error.message.split("\n");
    throw invalidSettings([{ field: path, message: `is no YAML: ${first}`, fix: "Write `key: value`, one a line." }]);
  }
  const value: unknown = document.toJS() ?? {};
  if (!isObject(value))
    throw invalidSettings([{ field: path, message: "holds no settings", fix: "Write `key: value`, one a line." }]);
  return value;
}

function problemsOf(key: string, value: unknown, path: string): readonly Problem[] {
  const field = `${key} in ${path}`;
  if (!settingKeys.includes(key)) return [unknownSetting(key, field)];
  if (typeof value === "string" || typeof value === "number") return [];
  return [{ field, message: `is ${JSON.stringify(value)}`, fix: "Give one text or number." }];
}
