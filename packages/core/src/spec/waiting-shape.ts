/** Is this a step that waits? */
import { isDatasetName } from "../datasets/dataset.ts";
import { isObject } from "../json.ts";
import { parseTimeOfDay } from "../run/time-of-day.ts";
import { isZone } from "../schedule/zone.ts";
import { show } from "../schema/validate-json.ts";
import type { Look } from "./look.ts";

type Fields = Readonly<Record<string, unknown>>;

export function checkWaiting(look: Look, runs: Fields, at: string): void {
  switch (runs.kind) {
    case "wait": {
      const fields = look.object(runs, at, ["kind", "for", "onTimeout?"]);
      if (fields?.onTimeout !== undefined) look.oneOf(fields.onTimeout, `${at}.onTimeout`, ["fail", "go-on"]);
      return checkSubject(look, runs.for, `${at}.for`);
    }
    case "approval":
      return checkApproval(look, runs, at);
    default:
      return checkTrigger(look, runs, at);
  }
}

function checkSubject(look: Look, subject: unknown, at: string): void {
  const kind = isObject(subject) ? subject.kind : undefined;
  switch (kind) {
    case "duration":
      return look.count(look.object(subject, at, ["kind", "ms"])?.ms, `${at}.ms`, 0);
    case "instant":
      look.object(subject, at, ["kind"]);
      return;
    case "time-of-day": {
      const fields = look.object(subject, at, ["kind", "at", "zone"]);
      if (typeof fields?.at !== "string" || parseTimeOfDay(fields.at) === undefined)
        look.add(`${at}.at`, `is ${show(fields?.at)}`, 'give a time of day, as "06:00"');
      if (typeof fields?.zone !== "string" || !isZone(fields.zone))
        look.add(`${at}.zone`, `is ${show(fields?.zone)}`, 'give a time zone, as "Europe/Berlin" or "UTC"');
      return;
    }
    case "dataset": {
      const name = look.object(subject, at, ["kind", "dataset"])?.dataset;
      if (typeof name !== "string" || !isDatasetName(name))
        look.add(`${at}.dataset`, `is ${show(name)}`, 'give the name of a dataset, as "churn/features"');
      return;
    }
    default:
      look.add(`${at}.kind`, `is ${show(kind)}`, "use one of duration, instant, time-of-day, dataset");
  }
}

function checkApproval(look: Look, runs: Fields, at: string): void {
  const fields = look.object(runs, at, ["kind", "approvers?", "default?", "onReject?"]);
  if (fields === undefined) return;
  if (fields.default !== undefined) look.oneOf(fields.default, `${at}.default`, ["approve", "reject"]);
  if (fields.onReject !== undefined) look.oneOf(fields.onReject, `${at}.onReject`, ["fail", "go-on"]);
  if (fields.approvers === undefined) return;
  const approvers = look.list(fields.approvers, `${at}.approvers`);
  if (approvers.length === 0)
    look.add(`${at}.approvers`, "is empty", "name who may answer, or leave it out: then everybody may");
  for (const [index, name] of approvers.entries()) look.text(name, `${at}.approvers[${index}]`);
}

function checkTrigger(look: Look, runs: Fields, at: string): void {
  const fields = look.object(runs, at, ["kind", "pipeline", "wait", "keyWithinMs?"]);
  if (fields === undefined) return;
  look.name(fields.pipeline, `${at}.pipeline`);
  look.oneOf(fields.wait, `${at}.wait`, [true, false]);
  if (fields.keyWithinMs !== undefined) look.count(fields.keyWithinMs, `${at}.keyWithinMs`, 1);
}
