/** Reading a dataset. */
import { current, homeOf } from "../pipeline/builder.ts";
import type { Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { type Dataset, mention } from "./dataset.ts";

/**
 * The value of a dataset's revision: of the one that started the run, or else of the newest when the run was made. Without
 * any revision no run can be made (`DATASET_EMPTY`); with `optional`, the value is absent then, so read it inside `when`.
 *
 * @example
 * ```ts
 * pipeline("scores", { on: features }, () => {
 *   score({ model: read(champion).file, table: read(features).table });
 * });
 * ```
 */
export function read<T>(dataset: Dataset<T>, options?: { readonly optional?: false }): Ref<T>;
export function read<T>(dataset: Dataset<T>, options: { readonly optional: true }): Ref<T | undefined>;
export function read<T>(dataset: Dataset<T>, { optional = false }: { readonly optional?: boolean } = {}): Ref<T> {
  const builder = current(`read(${dataset.name})`);
  mention(builder, dataset, optional ? "optional" : "required");
  return reference({ kind: "dataset", dataset: dataset.name, path: [] }, homeOf(builder));
}
