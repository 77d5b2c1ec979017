/** Steps in TypeScript. */
import type { z } from "zod";
import { localHost } from "../run/local-host.ts";
import { runFunction } from "../run/run-function.ts";
import type { NoFields, Shape } from "../schema/shape.ts";
import type { Returned } from "../schema/storable.ts";
import type { Context } from "./context.ts";
import { callable, declare } from "./declare.ts";
import type { Given, Received, Signature, Task } from "./step.ts";

/**
 * The function of a task. Conditional on purpose: the compiler puts what it inferred into a deferred type as a whole,
 * so `() => ({ to: "staging" })` keeps its literal; in a plain function type it would widen to `string`.
 */
export type TaskBody<I extends Shape, O, M extends string> = O extends z.ZodUndefined
  ? (inputs: Received<I>, context: Context<M>) => void | Promise<void>
  : O extends z.core.$ZodType
    ? (inputs: Received<I>, context: Context<M>) => Returned<z.input<O>> | Promise<Returned<z.input<O>>>
    : never;

/**
 * Declares a step in TypeScript: its signature, then its function. It runs in a warm process of an agent, never in a
 * coordinator.
 *
 * @param name - Its name in specs, logs and metrics: lower-case words joined by "-".
 * @param body - Gets the inputs, checked and with their defaults, and a context for metrics, logs and artifacts.
 *
 * @example
 * ```ts
 * export const best = task("best", { input: { models: z.array(Model) }, output: Model }, ({ models }) =>
 *   models.reduce((a, b) => (b.accuracy > a.accuracy ? b : a)),
 * );
 * ```
 */
export function task<
  I extends Shape = NoFields,
  O extends z.core.$ZodType = z.ZodUndefined,
  const M extends string = string,
>(name: string, signature: Signature<I, O, M>, body: TaskBody<I, O, M>): Task<Given<I>, z.output<O>, M> {
  const step = declare({ name, runs: { kind: "function" }, signature, body: { run: body as never }, by: task });
  const run = (inputs: object, context?: object) => runFunction(step, inputs, localHost(name), context);
  return Object.assign(callable(step), { run }) as never;
}
