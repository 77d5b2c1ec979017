/** Repetition. */
import { type Expression, type FailPolicy, type MapNode, specLimits } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import {
  type Builder,
  claimId,
  current,
  homeOf,
  idIn,
  mapToken,
  scopeOf,
  synchronous,
  within,
} from "../pipeline/builder.ts";
import { express, expression } from "../ref/express.ts";
import type { Handle, Ref, Synchronous, ValueOf } from "../ref/ref.ts";
import { isReference, knownOf, reference, type ScopeFrame } from "../ref/reference.ts";
import { type NodeOptions, rulesOf, type When } from "../step/rules.ts";

/**
 * What rounds that fail do to the others, and to the map:
 *
 * - `"finish"`, the default: the others finish, then the map has failed;
 * - `"stop"`: the first failure ends the others, and the map has failed;
 * - `"continue"`: nothing; the list has `null` where a round failed;
 * - `{ atMost: 3 }`, `{ atMost: "10%" }`: so many rounds, or such a share of all, may fail and leave `null`; one more
 *   ends the others, and the map has failed.
 */
export type MapFailure = "finish" | "stop" | "continue" | { readonly atMost: number | `${number}%` };

/** @inline */
export type Holes<F extends MapFailure> = F extends "finish" | "stop" ? never : undefined;

export interface MapOptions<F extends MapFailure = MapFailure> extends NodeOptions<Exclude<When, "any-failed">> {
  /** Its name in the run. Default: after the step whose output it yields, `each-train`. */
  readonly id?: string;
  /** How many rounds may be under way at once. Default: as many as there is room for. */
  readonly concurrency?: number;
  /** What rounds that fail do. Default: `"finish"`. */
  readonly fail?: F;
}

/** A list may be written with references as its items. */
export type Item<T> = T extends Handle<infer V> ? V : T;

/** Where a round yields nothing, the list has `null`: JSON has no holes. */
export type Listed<T> = undefined extends T ? Exclude<T, undefined> | null : T;

/**
 * Runs what is in `each` once per item of a list: written down, a parameter, or what a step found out. Yields the list
 * of what the rounds yield, in order. Its tasks are called `train[0]`, `train[1]`, …
 *
 * @param each - Read once, here, with a reference to the item and one to its position.
 *
 * @example
 * ```ts
 * const models = map(params.trees, (trees) => train({ data, trees }));
 * const winner = best({ models });
 *
 * // A list with null where a round failed, as long as no more than a tenth of them does.
 * const all = map(params.trees, (trees) => train({ data, trees }, { id: "try" }), { fail: { atMost: "10%" } });
 * ```
 */
export function map<T, R, const F extends MapFailure = "finish">(
  list: Handle<readonly T[]> | readonly T[],
  each: (item: Ref<Item<T>>, index: Ref<number>) => Synchronous<R>,
  options: MapOptions<F> = {},
): Ref<Listed<ValueOf<R> | Holes<F>>[]> {
  const builder = current("map(…)");
  const over = expression(list, { who: "map(…)", builder });
  if (over.kind === "literal" && Array.isArray(over.value)) checkLength(over.value.length);
  const id = mapToken(builder);
  const { concurrency, fail } = options;
  const node: MapNode = {
    kind: "map",
    id,
    scope: scopeOf(builder),
    over,
    ...rulesOf(options, { who: "map(…)", builder }),
    ...(concurrency !== undefined && { concurrency: checkConcurrency(concurrency) }),
    ...(fail !== undefined && fail !== "finish" && { fail: policyOf(fail) }),
  };
  return reference({ kind: "gather", map: id, of: readRound(builder, node, each, options.id) }, homeOf(builder));
}

/** Reads what is inside, once for all rounds, and so learns the map's name. */
function readRound<T, R>(
  builder: Builder,
  node: MapNode,
  each: (item: Ref<Item<T>>, index: Ref<number>) => Synchronous<R>,
  id: string | undefined,
): Expression {
  const at = builder.nodes.push(node);
  const frame: ScopeFrame = {
    segment: `${node.id}[]`,
    label: () => `${builder.mapIds.get(node.id) ?? "map(…)"}[]`,
  };
  return within(builder, frame, () => {
    const home = homeOf(builder);
    const item = reference<Item<T>>({ kind: "item", map: node.id, path: [] }, home);
    const index = reference<number>({ kind: "index", map: node.id }, home);
    const result = synchronous(each(item, index), "what map(…) does");
    nameMap(builder, node.id, id ?? defaultId(builder, result, at));
    return express(result, { who: "what map(…) yields", builder }) ?? { kind: "literal", value: null };
  });
}

function nameMap(builder: Builder, token: string, id: string): void {
  const own = idIn(builder, id);
  claimId(builder, own);
  builder.mapIds.set(token, own);
}

/** After what it yields, else after the first step in it. */
function defaultId(builder: Builder, result: unknown, at: number): string {
  const origin = isReference(result) ? knownOf(result).origin : undefined;
  const first = builder.nodes.slice(at).find((node) => node.kind === "step");
  const of = origin?.kind === "step" ? origin.step : first?.id;
  const name =
    of === undefined
      ? "each"
      : `each-${of.slice(of.startsWith(builder.prefix) ? builder.prefix.length : 0)}`
          .slice(0, specLimits.nameLength - 6)
          .replace(/[-_]+$/, "");
  for (let count = 1; ; count++) {
    const id = count === 1 ? name : `${name}-${count}`;
    if (!builder.ids.has(builder.prefix + id)) return id;
  }
}

function checkLength(length: number): void {
  if (length <= specLimits.items) return;
  const message = `goes over ${length} items`;
  throw invalidSpec({
    field: "map(…)",
    message,
    fix: `give it at most ${specLimits.items}, or let a step take several`,
  });
}

function policyOf(fail: Exclude<MapFailure, "finish">): FailPolicy {
  if (fail === "stop" || fail === "continue") return fail;
  const { atMost } = fail;
  const share = typeof atMost === "string" ? /^(\d+(?:\.\d+)?)%$/.exec(atMost)?.[1] : undefined;
  if (share !== undefined && Number(share) <= 100) return { atMost: Number(share) / 100, per: "share" };
  if (typeof atMost === "number" && Number.isSafeInteger(atMost) && atMost >= 0) return { atMost, per: "rounds" };
  throw invalidSpec({
    field: "map(…).fail.atMost",
    message: `is ${JSON.stringify(atMost)}`,
    fix: 'give it a whole number of rounds, or a share such as "10%"',
  });
}

function checkConcurrency(concurrency: number): number {
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  throw invalidSpec({
    field: "map(…).concurrency",
    message: `is ${concurrency}`,
    fix: "give it a whole number, 1 or more",
  });
}
