/** Reading what earlier runs handed out. */
import type { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import type { Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { readSchema } from "../schema/json-schema.ts";
import type { Checked } from "../schema/storable.ts";
import { type Builder, current, homeOf } from "./builder.ts";

/** This pipeline among those that a spec uses. */
export const itself = "";

/**
 * The outputs of this pipeline's latest successful run, as of when this run was created. Absent in the first run, so
 * read it inside `when`.
 *
 * @param schema - What is read of them. It is checked when a run is created.
 *
 * @example
 * ```ts
 * const champion = previous(z.object({ model: Model }));
 * when("compare", champion, ({ model }) => compare({ champion: model, challenger: winner }));
 * return { model: winner };
 * ```
 */
export function previous<S extends z.core.$ZodType>(schema: S & Checked<S>): Ref<z.output<S> | undefined> {
  const builder = current("previous(…)");
  if (builder.inlined !== undefined)
    throw invalidSpec({
      field: "previous(…)",
      message: `stands in the body of "${builder.inlined}", which is read into "${builder.pipeline}": its runs are none of its own`,
      fix: `read latest(${builder.inlined}) outside and hand it in as a parameter, or trigger the pipeline`,
    });
  use(builder, itself, "previous(…)", readSchema(schema, "previous(…)"));
  return reference({ kind: "previous", path: [] }, homeOf(builder));
}

/** Remembers what the latest run of a pipeline must have left. */
export function use(builder: Builder, pipeline: string, what: string, schema: ReturnType<typeof readSchema>): void {
  const known = builder.uses.get(pipeline);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
    throw invalidSpec({ field: what, message: "is called with two schemas", fix: "call it once, and use its fields" });
  }
  builder.uses.set(pipeline, schema);
}
