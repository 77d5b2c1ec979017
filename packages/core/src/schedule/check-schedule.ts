/** Is a schedule sound? Every problem names its field and says what to do. */
import type { Problem } from "../error.ts";
import { isObject, type JsonObject } from "../json.ts";
import { withDefaults } from "../schema/defaults.ts";
import { show, validateJson } from "../schema/validate-json.ts";
import type { JsonSchema } from "../spec/pipeline-spec.ts";
import { cronTrouble } from "./cron-timing.ts";
import { catchups, type ScheduleSpec, scheduleLimits } from "./schedule-spec.ts";
import { isZone } from "./zone.ts";

const rules = ["start", "end", "catchup", "params"];
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  cron: ["kind", "expression", "timezone", ...rules],
  every: ["kind", "everyMs", ...rules],
};

/** Of something that a stranger sent: empty if it is a schedule. */
export function checkSchedule(value: unknown): readonly Problem[] {
  if (!isObject(value)) return [problem("schedule", `is ${show(value)}`, "give it an object")];
  const known =
    typeof value.kind === "string" && Object.hasOwn(fieldsOf, value.kind) ? fieldsOf[value.kind] : undefined;
  if (known === undefined) return [problem("schedule.kind", `is ${show(value.kind)}`, "use one of cron, every")];
  return [
    ...Object.keys(value)
      .filter((name) => !known.includes(name))
      .map((name) => problem(`schedule.${name}`, "is not a known field", `known are ${known.join(", ")}`)),
    ...(value.kind === "cron" ? checkCron(value) : checkEvery(value)),
    ...checkBounds(value),
    ...(value.catchup === undefined || catchups.some((each) => each === value.catchup)
      ? []
      : [problem("schedule.catchup", `is ${show(value.catchup)}`, `use one of ${catchups.join(", ")}`)]),
    ...(value.params === undefined || isObject(value.params)
      ? []
      : [problem("schedule.params", `is ${show(value.params)}`, "give it an object")]),
  ];
}

/** Nobody is there to give a run of a schedule its params: they must be there beforehand. */
export function checkScheduleParams(params: JsonSchema, schedule: ScheduleSpec): readonly Problem[] {
  const given = withDefaults(params, schedule.params ?? {}) as JsonObject;
  return validateJson(params, given, "schedule.params").map((each) =>
    Object.hasOwn(schedule.params ?? {}, each.field.replace(/^schedule\.params\.?/, "").replace(/[.[].*$/, ""))
      ? each
      : { ...each, fix: "give it in the schedule, as params: { … }, or give the param a default" },
  );
}

function checkCron({ expression, timezone }: Readonly<Record<string, unknown>>): readonly Problem[] {
  const trouble = typeof expression === "string" ? cronTrouble(expression) : "is not a text";
  const isKnown = typeof timezone === "string" && isZone(timezone);
  return [
    ...(trouble === undefined
      ? []
      : [
          problem(
            "schedule.expression",
            `${show(expression)} ${trouble}`,
            'write minute, hour, day, month and weekday, as "0 3 * * *", or @hourly, @daily, @weekly or @monthly',
          ),
        ]),
    ...(isKnown
      ? []
      : [problem("schedule.timezone", `${show(timezone)} is not a time zone`, 'use an IANA name, as "Europe/Berlin"')]),
  ];
}

function checkEvery({ everyMs }: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { leastEveryMs, mostEveryMs } = scheduleLimits;
  const fits = Number.isSafeInteger(everyMs) && Number(everyMs) >= leastEveryMs && Number(everyMs) <= mostEveryMs;
  return fits ? [] : [problem("schedule.everyMs", `is ${show(everyMs)} ms`, "give it from 1 second to 366 days")];
}

function checkBounds({ start, end }: Readonly<Record<string, unknown>>): readonly Problem[] {
  const problems = Object.entries({ start, end }).flatMap(([name, value]) =>
    value === undefined || isInstant(value)
      ? []
      : [problem(`schedule.${name}`, `is ${show(value)}`, 'give it an instant in UTC, as "2026-01-01T00:00:00.000Z"')],
  );
  return isInstant(start) && isInstant(end) && start >= end
    ? [...problems, problem("schedule.end", `${end} is not after the start, ${start}`, "give it a later one")]
    : problems;
}

function isInstant(value: unknown): value is string {
  return typeof value === "string" && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
}

function problem(field: string, message: string, fix: string): Problem {
  return { field, message, fix };
}
