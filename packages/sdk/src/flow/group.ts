/** Nodes that are looked at as one. */
import type { GroupNode } from "@troupe/core";
import { type Builder, current, homeOf, idIn, place, scopeOf, synchronous, within } from "../pipeline/builder.ts";
import { express } from "../ref/express.ts";
import type { Ref, Synchronous, ValueOf } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { type Absent, type NodeOptions, rulesOf, type When } from "../step/rules.ts";

export interface GroupOptions<W extends When = When, M extends boolean = boolean> extends NodeOptions<W> {
  /** If anything in it fails, the run goes on without what it would have yielded. */
  readonly mayFail?: M;
}

/**
 * Puts calls together under a name: they wait together, fail together, and are told apart from the same calls elsewhere,
 * because their ids begin with that of the group: `eu-train`. Yields what the body yields.
 *
 * @example
 * ```ts
 * const regional = (region: "eu" | "us") =>
 *   group(region, () => {
 *     const table = validate(extract());
 *     return train({ data: table, trees: 50 });
 *   });
 * const models = [regional("eu"), regional("us")]; // extract, validate and train as eu-extract, us-extract, …
 * ```
 */
export function group<R, const W extends When = "all-succeeded", const M extends boolean = false>(
  id: string,
  body: () => Synchronous<R>,
  options: GroupOptions<W, M> = {},
): Ref<ValueOf<R> | Absent<W, M>> {
  const builder = current(`group("${id}", …)`);
  return placeGroup(builder, id, body, options) as never;
}

export function placeGroup(builder: Builder, id: string, body: () => unknown, options: GroupOptions): Ref<unknown> {
  const own = idIn(builder, id);
  const node: GroupNode = {
    kind: "group",
    id: own,
    scope: scopeOf(builder),
    ...rulesOf(options, { who: own, builder }),
    ...(options.mayFail === true && { mayFail: true }),
  };
  place(builder, node);
  const frame = { segment: `${own}/body`, label: () => own };
  const read = () => express(synchronous(body(), own), { who: `what ${own} yields`, builder });
  const of = within(builder, frame, read, `${own}-`) ?? ({ kind: "literal", value: null } as const);
  return reference({ kind: "group", group: own, of }, homeOf(builder));
}
