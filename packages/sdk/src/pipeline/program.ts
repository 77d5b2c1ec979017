/** What a pipeline is to those who run it: reached by a well-known symbol, so that they need no copy of this package. */
import type { PipelineSpec } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { StepHost } from "../step-host.ts";
import type { Pipeline } from "./pipeline.ts";

/** The property of every pipeline that holds its program. */
export const programKey: unique symbol = Symbol.for("troupe.pipeline") as never;

/** Plain data and one function: stable across versions of this package, told apart by `format`. */
export interface PipelineProgram {
  readonly format: 1;
  readonly name: string;
  readonly spec: PipelineSpec;
  /**
   * Runs a step that is written in TypeScript.
   *
   * @param step - Its declared name.
   * @param inputs - By name; artifacts as `{ kind, digest, size, path }`.
   * @returns The output as JSON, artifacts without their path; `null` if it yields none; `{ passed, problems }` of a check.
   * @throws An error with `code` `TASK_INPUT_INVALID` or `TASK_OUTPUT_INVALID` that names the field, its value and what
   * was expected; `STEP_NOT_FOUND`; or what the function throws.
   */
  execute(step: string, inputs: unknown, host: StepHost): Promise<unknown>;
}

/**
 * Whether a value is a pipeline: of this copy of the package or of another.
 *
 * @example
 * ```ts
 * const { default: exported } = await import("./pipeline.ts");
 * if (isPipeline(exported)) console.log(exported.spec.nodes.length);
 * ```
 */
export function isPipeline(value: unknown): value is Pipeline {
  if (typeof value !== "object" || value === null || !(programKey in value)) return false;
  return value[programKey as keyof typeof value] !== undefined;
}

/**
 * Every pipeline that a module exports, in the order of its exports.
 *
 * @throws TroupeError `INVALID_SPEC` if two of them have one name.
 *
 * @example
 * ```ts
 * const [churn] = pipelinesOf(await import("./pipeline.ts"));
 * ```
 */
export function pipelinesOf(module: object): readonly Pipeline[] {
  const found = new Map<string, Pipeline>();
  for (const value of Object.values(module)) {
    if (!isPipeline(value)) continue;
    const known = found.get(value.name);
    // One pipeline may be exported twice: by name and as default.
    if (known !== undefined && known !== value) throw twice(value.name);
    found.set(value.name, value);
  }
  return [...found.values()];
}

function twice(name: string): Error {
  const message = "is the name of two pipelines of one module";
  return invalidSpec({ field: `the pipeline "${name}"`, message, fix: "rename one of them" });
}
