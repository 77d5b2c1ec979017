/** Steps in Python. */
import type { Executable } from "@troupe/core";
import type { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import type { NoFields, Shape } from "../schema/shape.ts";
import { callable, declare } from "./declare.ts";
import type { Given, Signature, Step } from "./step.ts";

/** A script: `"steps/extract.py"`. */
export type PythonFile = `${string}.py`;

/** One function of a file, called with the inputs by name: `"steps/train.py:train"`. */
export type PythonFunction = `${string}.py:${string}`;

/** What a Python step runs in. */
export interface PythonEnvironment {
  /** Lines as in a requirements file, or such a file: `["scikit-learn==1.8"]`, `"requirements.txt"`. */
  readonly requirements?: readonly string[] | `${string}.txt`;
  /** Path of an interpreter on the agent, in place of requirements. */
  readonly interpreter?: string;
}

/** What `python` declares. */
export interface PythonSignature<I extends Shape, O extends z.core.$ZodType, M extends string>
  extends Signature<I, O, M>,
    PythonEnvironment {
  /** Relative to the pipeline's folder. */
  readonly run: PythonFile | PythonFunction;
}

/**
 * Declares a step in Python: a script, `run: "steps/extract.py"`, or one function of a file,
 * `run: "steps/train.py:train"`.
 *
 * @example
 * ```ts
 * export const train = python("train", {
 *   run: "steps/train.py:train",
 *   input: { data: validated(Dataset), trees: z.int() },
 *   output: Model,
 *   metrics: ["loss"],
 *   requirements: "requirements.txt",
 *   resources: { cpus: 1, memory: "2GiB" },
 *   retries: { max: 2, backoff: "10s" },
 *   timeout: "1h",
 * });
 * ```
 */
export function python<
  I extends Shape = NoFields,
  O extends z.core.$ZodType = z.ZodUndefined,
  const M extends string = string,
>(name: string, definition: PythonSignature<I, O, M>): Step<Given<I>, z.output<O>, M> {
  const { run, requirements, interpreter, ...signature } = definition;
  const runs = pythonOf(name, run, { ...(requirements && { requirements }), ...(interpreter && { interpreter }) });
  if (runs.kind === "python" && runs.function !== undefined) checkArguments(name, Object.keys(signature.input ?? {}));
  return callable(declare({ name, runs, signature, by: python })) as never;
}

/** A function gets its inputs by name, so each has to be one that Python can have. */
function checkArguments(step: string, names: readonly string[]): void {
  const unfit = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (unfit === undefined) return;
  const message = "cannot be the name of a Python function's argument";
  throw invalidSpec({ field: `${step}.input["${unfit}"]`, message, fix: "use letters, digits and _" });
}

/** What runs, as the spec has it. */
export function pythonOf(step: string, run: string, environment: PythonEnvironment): Executable {
  const [, file, name] = /^([^:]+\.py)(?::([A-Za-z_]\w*))?$/.exec(run) ?? [];
  if (file === undefined)
    throw invalidRun(step, run, 'write "steps/train.py", or "steps/train.py:train" for one function');
  const { requirements, interpreter } = environment;
  if (requirements !== undefined && interpreter !== undefined) {
    const message = "has requirements and an interpreter";
    throw invalidSpec({ field: step, message, fix: "keep one: an interpreter brings its own packages" });
  }
  return {
    kind: "python",
    file: bundled(step, file),
    ...(name !== undefined && { function: name }),
    ...(requirements !== undefined && { requirements: requirementsOf(step, requirements) }),
    ...(interpreter !== undefined && { interpreter }),
  };
}

function requirementsOf(step: string, given: readonly string[] | string): readonly string[] {
  return typeof given === "string" ? [`-r ${bundled(step, given)}`] : given;
}

/** Code travels with the pipeline, so a path is one inside of its folder. */
function bundled(step: string, path: string): string {
  const plain = path.replace(/^\.\//, "");
  if (!plain.startsWith("/") && !plain.includes("\\") && !plain.split("/").includes("..")) return plain;
  throw invalidRun(step, path, "name a file inside the pipeline's folder, relative to it");
}

function invalidRun(step: string, run: string, fix: string): Error {
  return invalidSpec({ field: `${step}.run`, message: `is ${JSON.stringify(run)}`, fix });
}
