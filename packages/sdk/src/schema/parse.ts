/** Checks a value where a function runs, and says what is wrong the way a person would: where, what is there, what belongs there. */
import { isObject, type Problem, TroupeError } from "@troupe/core";
import { z } from "zod";
import { problemsOf, show } from "./problem.ts";

export type InvalidCode = "TASK_INPUT_INVALID" | "TASK_OUTPUT_INVALID";

/**
 * The value with its defaults filled in.
 *
 * @param root - What the value is called in messages: `inputs`, `output`.
 * @throws TroupeError with the code, naming the path of each wrong field, its value, and what was expected.
 */
export function parse(schema: z.core.$ZodType, value: unknown, root: string, code: InvalidCode, step: string): unknown {
  const parsed = z.safeParse(schema, value);
  if (!parsed.success) throw invalid(step, code, problemsOf(parsed.error.issues, value, root));
  if (code === "TASK_OUTPUT_INVALID") {
    const surplus = surplusIn(value, parsed.data, root);
    if (surplus.length > 0) throw invalid(step, code, surplus);
  }
  return parsed.data;
}

/** Of a value that broke its contract: the step fails, and says on what. */
export function invalid(step: string, code: InvalidCode, problems: readonly Problem[]): TroupeError {
  const lines = problems.map(({ field, message, fix }) => `${field} ${message}, expected ${fix}`);
  return new TroupeError(`step "${step}": ${lines.join("\n")}`, { code, reaction: "reject", problems });
}

/** zod drops fields that are not declared. What a step hands out and nobody declared is a mistake, and is said. */
function surplusIn(given: unknown, kept: unknown, field: string): readonly Problem[] {
  if (Array.isArray(given) && Array.isArray(kept)) {
    return given.flatMap((item, at) => surplusIn(item, kept[at], `${field}[${at}]`));
  }
  if (!isObject(given) || !isObject(kept)) return [];
  return Object.entries(given).flatMap(([name, value]): readonly Problem[] => {
    const path = `${field}.${name}`;
    if (name in kept) return surplusIn(value, kept[name], path);
    if (value === undefined) return [];
    return [
      {
        field: path,
        message: `is ${show(value)}`,
        fix: `nothing: there is no such field; known are ${Object.keys(kept).join(", ") || "none"}`,
      },
    ];
  });
}
