/** Checks: steps that look at a value and vouch for it. */
import { isObject } from "@troupe/core";
import type { z } from "zod";
import type { Handle } from "../ref/ref.ts";
import { localHost } from "../run/local-host.ts";
import { runFunction } from "../run/run-function.ts";
import { invalid } from "../schema/parse.ts";
import { show } from "../schema/problem.ts";
import { validated } from "../schema/proof.ts";
import type { Checked } from "../schema/storable.ts";
import type { Context } from "./context.ts";
import { callable, declare } from "./declare.ts";
import type { StepLimits } from "./limits.ts";
import { type PythonEnvironment, type PythonFunction, pythonOf } from "./python.ts";
import type { CallOptions, Check, CheckTask, Verdict } from "./step.ts";

/** What `check` declares. */
export interface CheckSignature<S extends z.core.$ZodType> extends StepLimits {
  /** What it looks at. */
  readonly of: S & Checked<S>;
  /** For people: shown by the console and the CLI. */
  readonly description?: string;
}

/** A check in Python: a function that gets the value, and returns as a TypeScript one does. */
export interface PythonCheckSignature<S extends z.core.$ZodType> extends CheckSignature<S>, PythonEnvironment {
  readonly run: PythonFunction;
}

/** What a check's function says: whether it is good, or what is wrong (nothing: it is good). */
export type Report = boolean | readonly string[] | Verdict;

/**
 * Declares a check: in TypeScript with a function, in Python with `run`. What it lets through is `validated`, and only
 * a check can make it so. A value that it does not let through fails the task, without retries: it would fail again.
 *
 * @example
 * ```ts
 * const validate = check("validate", { of: Dataset }, ({ rows }) => (rows > 0 ? [] : ["there are no rows"]));
 * const audit = check("audit", { of: Dataset, run: "steps/audit.py:audit" });
 *
 * const data = validate(extract()); // Ref<Validated<{ rows: number; … }>>
 * ```
 */
export function check<S extends z.core.$ZodType>(name: string, definition: PythonCheckSignature<S>): Check<z.output<S>>;
export function check<S extends z.core.$ZodType>(
  name: string,
  definition: CheckSignature<S>,
  body: (subject: z.output<S>, context: Context) => Report | Promise<Report>,
): CheckTask<z.output<S>>;
export function check(
  name: string,
  definition: CheckSignature<z.core.$ZodType> & Partial<PythonCheckSignature<z.core.$ZodType>>,
  body?: (subject: never, context: never) => unknown,
): unknown {
  const { of, run = "", requirements, interpreter, ...rest } = definition;
  const signature = { ...rest, input: { subject: of }, output: validated(of) };
  if (body === undefined) {
    const runs = pythonOf(name, run, { ...(requirements && { requirements }), ...(interpreter && { interpreter }) });
    return subjectFirst(callable(declare({ name, runs, role: "check", signature, by: check })));
  }
  const step = declare({
    name,
    runs: { kind: "function" },
    role: "check",
    signature,
    body: { run: bodyOf(body), settle: (report) => verdictOf(name, report) },
    by: check,
  });
  const test = (subject: unknown, context?: object) => runFunction(step, { subject }, localHost(name), context);
  return Object.assign(subjectFirst(callable(step)), { run: test });
}

const bodyOf =
  (body: (subject: never, context: never) => unknown) =>
  ({ subject }: { subject: never }, context: never) =>
    body(subject, context);

/** A check has one input, so it is called with that. */
function subjectFirst(call: ReturnType<typeof callable>): object {
  const placed = (subject: Handle<unknown>, options?: CallOptions) => call({ subject }, options);
  return Object.defineProperties(placed, Object.getOwnPropertyDescriptors(call));
}

/** The ways to say it, as one. */
function verdictOf(step: string, report: unknown): Verdict {
  if (typeof report === "boolean") return { passed: report, problems: [] };
  if (isTexts(report)) return { passed: report.length === 0, problems: report };
  if (isObject(report) && typeof report.passed === "boolean" && isTexts(report.problems ?? [])) {
    return { passed: report.passed, problems: (report.problems ?? []) as readonly string[] };
  }
  const fix = "true or false, a list of problems, or { passed, problems }";
  throw invalid(step, "TASK_OUTPUT_INVALID", [{ field: "its report", message: `is ${show(report)}`, fix }]);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
