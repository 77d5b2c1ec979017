/** Publishing a dataset. */
import type { Expression } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { type Builder, current } from "../pipeline/builder.ts";
import { expression } from "../ref/express.ts";
import type { Input } from "../ref/ref.ts";
import { type Dataset, mention } from "./dataset.ts";

/**
 * Publishes a new revision of a dataset when the run has succeeded, in one with its success: a run that fails publishes
 * nothing. Inside an arm of a branch, a gate or a `when`: only if that arm is taken.
 *
 * @example
 * ```ts
 * gate("quality", winner, {
 *   production: [gte(winner.accuracy, 0.9), (model) => publish(champion, model)],
 *   otherwise: () => notify({ accuracy: winner.accuracy }),
 * });
 * ```
 */
export function publish<T>(dataset: Dataset<T>, value: Input<NoInfer<T>>): void {
  const what = `publish(${dataset.name})`;
  const builder = current(what);
  mention(builder, dataset);
  const written = expression(value, { who: what, builder });
  builder.publishes.push({ dataset: dataset.name, value: outside(builder, written, what) });
}

/** Seen from the body: absent unless every arm around it is taken, and every group around it has succeeded. */
function outside({ scope, nodes }: Builder, value: Expression, what: string): Expression {
  return scope.reduceRight<Expression>((of, { segment, label }) => {
    const [, id, arm] = /^([^/]+)\/([^/]+)$/.exec(segment) ?? [];
    const kind = nodes.find((node) => node.id === id)?.kind;
    if (id !== undefined && arm !== undefined && (kind === "branch" || kind === "gate"))
      return { kind: "arm", branch: id, arm, of };
    if (id !== undefined && kind === "group") return { kind: "group", group: id, of };
    throw invalidSpec({
      field: what,
      message: `stands inside ${label()}: what a run publishes is known when all rounds of its maps and loops are over, and before its finalizers`,
      fix: "publish what that map or loop yields, after it",
    });
  }, value);
}
