/** Reading from what may have failed, been skipped or been cancelled. */
import { z } from "zod";
import { current, homeOf } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Handle, Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";

/** How something ended, and what it yields if it succeeded. */
export type Ended<T> =
  | { readonly status: "succeeded"; readonly output: T }
  | { readonly status: "failed"; readonly failure: EndedFailure }
  /** Something that it needed did not succeed, or it was not needed. */
  | { readonly status: "skipped" }
  | { readonly status: "cancelled" };

export interface EndedFailure {
  /** `"failure"`, `"oom"`, `"timeout"`, `"lost"`, `"error"`. */
  readonly class: string;
  /** Stable: `"TASK_FAILED"`, `"CHECK_FAILED"`. */
  readonly code: string;
  readonly message: string;
}

/**
 * How that ended from which a value comes. Whoever reads it waits until it is over, and then runs, whatever became of
 * it. The step declares the input with `endedOf`.
 *
 * @example
 * ```ts
 * const report = task("report", { input: { model: endedOf(Model) } }, ({ model }) =>
 *   console.log(model.status === "failed" ? model.failure.message : model.status),
 * );
 * pipeline("nightly", () => {
 *   report({ model: ended(best({ models })) });
 * });
 * ```
 */
export function ended<T>(of: Handle<T>): Ref<Ended<T>> {
  const builder = current("ended(…)");
  return reference({ kind: "ended", of: expression(of, { who: "ended(…)", builder }) }, homeOf(builder));
}

/**
 * A value if it is there, and `undefined` if what it comes from failed, was skipped or was cancelled. Whoever reads it
 * waits until that is over, and then runs.
 *
 * @example
 * ```ts
 * const summary = task("summary", { input: { winner: Model.optional() } }, ({ winner }) => console.log(winner?.accuracy));
 * pipeline("nightly", () => {
 *   summary({ winner: maybe(best({ models })) });
 * });
 * ```
 */
export function maybe<T>(of: Handle<T>): Ref<T | undefined> {
  const builder = current("maybe(…)");
  const end = { kind: "ended", of: expression(of, { who: "maybe(…)", builder }) } as const;
  return reference({ kind: "at", of: end, key: { kind: "literal", value: "output" } }, homeOf(builder));
}

const failure = z.object({ class: z.string(), code: z.string(), message: z.string() });

/** The schema of an input that takes how something ended: `endedOf(Model)`. */
export function endedOf<S extends z.core.$ZodType>(output: S) {
  return z.discriminatedUnion("status", [
    z.object({ status: z.literal("succeeded"), output }),
    z.object({ status: z.literal("failed"), failure }),
    z.object({ status: z.literal("skipped") }),
    z.object({ status: z.literal("cancelled") }),
  ]);
}
