/** Steps that are programs. */
import type { Argument } from "@troupe/core";
import type { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import type { Handle, Ref } from "../ref/ref.ts";
import { isReference, knownOf, reference } from "../ref/reference.ts";
import { show } from "../ref/show.ts";
import type { NoFields, Shape } from "../schema/shape.ts";
import { callable, declare } from "./declare.ts";
import type { Given, Received, Signature, Step } from "./step.ts";

/** A word of a command: text, a number, or an input. An artifact becomes the path of its file. */
export type Word = string | number | Handle<string | number | boolean | { readonly digest: string }>;

/** What `command` declares. */
export interface CommandSignature<I extends Shape, O extends z.core.$ZodType, M extends string>
  extends Signature<I, O, M> {
  /** The program and its arguments, written with the inputs. Read once, without values: no shell comes between. */
  readonly run: (inputs: Ref<Received<I>>) => readonly [Word, ...Word[]];
}

/**
 * Declares a step that is a program. It reads its inputs from its arguments or from `$TROUPE_INPUTS`, and leaves files
 * in `$TROUPE_OUTPUTS`.
 *
 * @example
 * ```ts
 * const convert = command("convert", {
 *   input: { table: artifact("csv"), rows: z.int() },
 *   run: ({ table, rows }) => ["head", text`--lines=${rows}`, table],
 * });
 * ```
 */
export function command<
  I extends Shape = NoFields,
  O extends z.core.$ZodType = z.ZodUndefined,
  const M extends string = string,
>(name: string, definition: CommandSignature<I, O, M>): Step<Given<I>, z.output<O>, M> {
  const { run, ...signature } = definition;
  const inputs = reference<Received<I>>({ kind: "input", path: [] }, { builder: {}, scope: [] });
  const words: readonly Word[] = run(inputs);
  const argv = words.map((word, at) => argumentOf(word, `${name}.run[${at}]`));
  if (argv.length === 0)
    throw invalidSpec({ field: `${name}.run`, message: "is empty", fix: "begin with the program" });
  return callable(declare({ name, runs: { kind: "command", argv }, signature, by: command })) as never;
}

function argumentOf(word: Word, field: string): Argument {
  if (!isReference(word)) return String(word);
  const { origin } = knownOf(word);
  if (origin.kind === "input" && origin.path.length > 0) return { input: origin.path };
  if (origin.kind === "input-text") {
    return { text: origin.parts.map((part) => (typeof part === "string" ? part : { input: part.path })) };
  }
  throw invalidSpec({
    field,
    message: `is ${show(origin)}`,
    fix: "use text, one of the inputs, a field of one, or text`…` with them",
  });
}
