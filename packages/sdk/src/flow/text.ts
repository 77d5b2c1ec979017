/** Texts that a run completes. */
import { current, homeOf } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { CommandInput } from "../ref/origin.ts";
import type { Input, Ref } from "../ref/ref.ts";
import { isReference, knownOf, reference } from "../ref/reference.ts";

/**
 * A text with references inside.
 *
 * @example
 * ```ts
 * fetchTable({ from: text`s3://bucket/${params.region}/customers.csv` });
 * ```
 */
export function text(
  strings: TemplateStringsArray,
  ...values: readonly Input<string | number | boolean>[]
): Ref<string> {
  const inputs = values.flatMap((value) => (isReference(value) ? [knownOf(value)] : []));
  const ofCommand = inputs.find(({ origin }) => origin.kind === "input");
  if (ofCommand !== undefined) {
    return reference({ kind: "input-text", parts: interleave(strings, values, commandPart) }, ofCommand.home);
  }
  const builder = current("text`…`");
  const reader = { who: "text`…`", builder };
  const parts = interleave(strings, values, (value) =>
    isReference(value) ? expression(value, reader) : String(value),
  );
  return reference({ kind: "text", parts }, homeOf(builder));
}

function commandPart(value: unknown): string | CommandInput {
  if (!isReference(value)) return String(value);
  const { origin } = knownOf(value);
  if (origin.kind === "input") return origin;
  throw new TypeError("a command's text is made of its own inputs: pass the other value as an input");
}

/** Text and values in turn; text beside text becomes one. */
function interleave<P>(
  strings: readonly string[],
  values: readonly unknown[],
  part: (value: unknown) => P | string,
): (P | string)[] {
  const parts: (P | string)[] = [];
  const add = (next: P | string) => {
    const last = parts.at(-1);
    if (typeof next === "string" && typeof last === "string") parts[parts.length - 1] = last + next;
    else if (next !== "") parts.push(next);
  };
  for (const [at, string] of strings.entries()) {
    add(string);
    if (at < values.length) add(part(values[at]));
  }
  return parts;
}
