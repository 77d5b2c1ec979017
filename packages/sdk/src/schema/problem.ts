/** zod's issues as problems that name the path, the value that is there, and what was expected. */
import type { Problem } from "@troupe/core";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

export function problemsOf(issues: readonly Issue[], value: unknown, root: string): readonly Problem[] {
  return issues.flatMap((issue) => problemOf(issue, follow(value, issue.path), fieldOf(root, issue.path)));
}

function problemOf(issue: Issue, value: unknown, field: string): readonly Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: `${field}.${key}`,
      message: `is ${show(follow(value, [key]))}`,
      fix: "nothing: there is no such field",
    }));
  }
  if (issue.code === "invalid_union") {
    const closest = closestOf(issue.errors);
    if (closest !== undefined) return problemsOf(closest, value, field);
    const expected = issue.errors.flatMap((branch) => branch.map(expectedBy));
    if (expected.length > 0) return [{ field, message: `is ${show(value)}`, fix: [...new Set(expected)].join(" or ") }];
  }
  return [{ field, message: value === undefined ? "is missing" : `is ${show(value)}`, fix: expectedBy(issue) }];
}

/** Of the alternatives of a union, the one that fits on the outside and differs only within. */
function closestOf(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const near = branches.filter((issues) => issues.every((issue) => issue.path.length > 0));
  return near.toSorted((a, b) => a.length - b.length)[0];
}

const typeNames: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a string",
  tuple: "a list",
};

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      // An artifact's schema says by itself what belongs there.
      return issue.message.startsWith("Invalid input") ? (typeNames[issue.expected] ?? issue.expected) : issue.message;
    case "invalid_value":
      return issue.values.map(show).join(" or ");
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_format":
      return issue.pattern === undefined || issue.format !== "regex"
        ? `a string of the format ${issue.format}`
        : `a string that matches ${issue.pattern}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " items" : "";
}

function fieldOf(root: string, path: readonly PropertyKey[]): string {
  return root + path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
}

function follow(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** A value, short enough for a line. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
