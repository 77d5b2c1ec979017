/** Reading what another pipeline handed out. */
import type { Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { current, homeOf } from "./builder.ts";
import { outputsSchema } from "./outputs-schema.ts";
import type { Pipeline } from "./pipeline.ts";
import { use } from "./previous.ts";

/**
 * The outputs of another pipeline's latest successful run, as of when this run was created. There may be none yet, so
 * read it inside `when`.
 *
 * @example
 * ```ts
 * when("score", latest(churn), ({ model }) => score({ model: model.file, table: data.table }));
 * ```
 */
export function latest<Params, Out>(of: Pipeline<Params, Out>): Ref<Out | undefined> {
  const what = `latest(${of.name})`;
  const builder = current(what);
  use(builder, of.name, what, outputsSchema(of.spec));
  return reference({ kind: "latest", pipeline: of.name, path: [] }, homeOf(builder));
}
