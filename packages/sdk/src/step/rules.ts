/** When a node runs: what must have become of what it waits for. */
import type { NodeRule } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { Handle } from "../ref/ref.ts";
import { type Reader, waitsFor } from "./waits-for.ts";

/**
 * What must have become of what is named in `after`, and of what is read through `ended` and `maybe`:
 *
 * - `"all-succeeded"`, the default;
 * - `"all-done"`: nothing, if only it is over;
 * - `"any-failed"`: at least one has failed, or was skipped because something else had. If none has, this yields nothing,
 *   and what needs it goes on;
 * - `"always"`: as `"all-done"`, and also when the run is cancelled or takes too long.
 *
 * A value that is read as such must be there under every rule.
 */
export type When = "all-succeeded" | NodeRule;

/** What any node may wait for. */
export interface NodeOptions<W extends When = When> {
  /** What to wait for without reading from it. */
  readonly after?: readonly Handle<unknown>[];
  /** What must have become of that. Default: `"all-succeeded"`. */
  readonly when?: W;
}

/**
 * What is not there when a step was not needed, or has failed and may. Nothing where neither is said: that is what
 * `ReturnType<typeof train>` asks for.
 */
export type Absent<W extends When, M extends boolean> =
  | ([When] extends [W] ? never : "any-failed" extends W ? undefined : never)
  | ([boolean] extends [M] ? never : M extends true ? undefined : never);

const known: readonly string[] = ["all-succeeded", "all-done", "any-failed", "always"] satisfies When[];

/** As the spec has it. */
export function rulesOf(
  { after = [], when = "all-succeeded" }: NodeOptions,
  reader: Reader,
): { readonly after?: readonly string[]; readonly when?: NodeRule } {
  if (!known.includes(when))
    throw invalidSpec({
      field: `${reader.who}, option when`,
      message: `is ${JSON.stringify(when)}`,
      fix: `use one of ${known.map((rule) => JSON.stringify(rule)).join(", ")}`,
    });
  const waits = waitsFor(after, { ...reader, who: `${reader.who}, option after` });
  return { ...(waits.length > 0 && { after: waits }), ...(when !== "all-succeeded" && { when }) };
}
