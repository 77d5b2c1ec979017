/** Values that something vouched for. A check validates, a gate passes; no step can claim either of its own output. */
import type { z } from "zod";
import type { proof } from "./marks.ts";
import { marked } from "./metadata.ts";

/** A value that a check let through. */
export type Validated<T> = T & { readonly [proof]: { readonly validated: true } };

/** A value that a gate let through. */
export type Passed<T> = T & { readonly [proof]: { readonly passed: string } };

/** A value that a gate let through in this band. */
export type PassedAs<T, Band extends string> = T & { readonly [proof]: { readonly passed: Band } };

/**
 * Asks for a value that a `check` let through.
 *
 * @example
 * ```ts
 * const train = python("train", { run: "steps/train.py", input: { data: validated(Dataset) }, output: Model });
 * train({ data: validate(extract()) }); // train({ data: extract() }) does not compile
 * ```
 */
export function validated<S extends z.core.$ZodType>(
  schema: S,
): z.ZodType<Validated<z.output<S>>, Validated<z.input<S>>> {
  return marked(schema, { proof: "validated" }) as never;
}

/**
 * Asks for a value that a `gate` let through: in any of its arms, or in the one that is named.
 *
 * @example
 * ```ts
 * const release = python("release", { run: "steps/release.py", input: { model: passed(Model, "production") } });
 * ```
 */
export function passed<S extends z.core.$ZodType>(schema: S): z.ZodType<Passed<z.output<S>>, Passed<z.input<S>>>;
export function passed<S extends z.core.$ZodType, const Band extends string>(
  schema: S,
  band: Band,
): z.ZodType<PassedAs<z.output<S>, Band>, PassedAs<z.input<S>, Band>>;
export function passed(schema: z.core.$ZodType, band?: string): never {
  return marked(schema, { proof: "passed", ...(band !== undefined && { band }) }) as never;
}
