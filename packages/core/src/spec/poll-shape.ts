/** Is this a step that an agent polls? */
import { isObject } from "../json.ts";
import { show } from "../schema/validate-json.ts";
import type { Look } from "./look.ts";

/** What is looked at more often is better told of by those who change it. */
const leastMs = 1000;

export function checkPoll(look: Look, runs: unknown, at: string): void {
  const fields = look.object(runs, at, ["kind", "for", "everyMs", "onTimeout?"]);
  if (fields === undefined) return;
  look.count(fields.everyMs, `${at}.everyMs`, leastMs);
  if (fields.onTimeout !== undefined) look.oneOf(fields.onTimeout, `${at}.onTimeout`, ["fail", "go-on"]);
  checkSubject(look, fields.for, `${at}.for`);
}

function checkSubject(look: Look, subject: unknown, at: string): void {
  const kind = isObject(subject) ? subject.kind : undefined;
  switch (kind) {
    case "http": {
      const fields = look.object(subject, at, ["kind", "status?", "json?", "yields?"]);
      for (const [index, status] of look.list(fields?.status ?? [], `${at}.status`).entries())
        look.count(status, `${at}.status[${index}]`, 100, 599);
      if (fields?.json !== undefined) checkTest(look, fields.json, `${at}.json`);
      if (fields?.yields !== undefined) look.oneOf(fields.yields, `${at}.yields`, ["body"]);
      return;
    }
    case "file":
      look.object(subject, at, ["kind"]);
      return;
    case "sql": {
      const fields = look.object(subject, at, ["kind", "connection", "yields?"]);
      if (fields?.yields !== undefined) look.oneOf(fields.yields, `${at}.yields`, ["row"]);
      return look.text(fields?.connection, `${at}.connection`);
    }
    default:
      look.add(`${at}.kind`, `is ${show(kind)}`, "use one of http, file, sql");
  }
}

function checkTest(look: Look, test: unknown, at: string): void {
  const fields = look.object(test, at, ["path", "equals?", "atLeast?", "atMost?"]);
  for (const [index, part] of look.list(fields?.path, `${at}.path`).entries()) look.text(part, `${at}.path[${index}]`);
  for (const name of ["atLeast", "atMost"] as const)
    if (fields?.[name] !== undefined)
      look.number(fields[name], `${at}.${name}`, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}
