/**
 * Collects the nodes of the one pipeline whose body is being read. Reading is synchronous, so a variable will do.
 *
 * A map is named after the step in it, which is known only when its inside has been read. Until then its id is a token,
 * which `settle` replaces when the spec is written.
 */
import type { DatasetUse, JsonObject, Node, PublicationNode } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { checkName } from "../names.ts";
import type { Home, ScopeFrame } from "../ref/reference.ts";
import type { Declared } from "../step/declared.ts";

export interface Builder {
  readonly pipeline: string;
  /** In the order of the body. */
  readonly nodes: Node[];
  readonly ids: Set<string>;
  /** By name. */
  readonly steps: Map<string, Declared>;
  /** What other runs must have left, by pipeline. */
  readonly uses: Map<string, JsonObject>;
  /** By name. */
  readonly datasets: Map<string, DatasetUse>;
  readonly publishes: PublicationNode[];
  /** By token. */
  readonly mapIds: Map<string, string>;
  scope: readonly ScopeFrame[];
  /** What the ids of nodes begin with in a group: "eu-". */
  prefix: string;
  /** The pipeline whose body is read into this one. */
  inlined: string | undefined;
}

// Two copies of this package in one process must agree on what is being built.
const slot = globalThis as { [key: symbol]: Builder | undefined };
const key: unique symbol = Symbol.for("troupe.builder/1");

/** Reads a body. */
export function build<R>(pipeline: string, body: (builder: Builder) => R): R {
  const outer = slot[key];
  const builder: Builder = {
    pipeline,
    nodes: [],
    ids: new Set(),
    steps: new Map(),
    uses: new Map(),
    datasets: new Map(),
    publishes: [],
    mapIds: new Map(),
    scope: [],
    prefix: "",
    inlined: undefined,
  };
  slot[key] = builder;
  try {
    return body(builder);
  } finally {
    slot[key] = outer;
  }
}

/** The builder of the body that is being read. `what` is the call that needs one: `train(…)`. */
export function current(what: string): Builder {
  const builder = slot[key];
  if (builder !== undefined) return builder;
  throw invalidSpec({
    field: what,
    message: "was called outside a pipeline's body",
    fix: "call it in the body of pipeline(…); to run a task on its own, call its .run(inputs)",
  });
}

/** Where a reference that is made now may be read. */
export function homeOf(builder: Builder): Home {
  return { builder, scope: builder.scope };
}

export function scopeOf(builder: Builder): readonly string[] {
  return builder.scope.map(({ segment }) => segment);
}

/** The id of a node in the run, by the one that its author gave it: inside a group it begins with that of the group. */
export function idIn(builder: Builder, id: string): string {
  checkName(id, "the id");
  return builder.prefix + id;
}

export function place(builder: Builder, node: Node): void {
  claimId(builder, node.id);
  builder.nodes.push(node);
}

export function claimId(builder: Builder, id: string): void {
  checkName(id, "the id");
  if (builder.ids.has(id)) {
    throw invalidSpec({
      field: `nodes["${id}"]`,
      message: "is there twice: two calls have this id",
      fix: `give one of them its own, as in step(inputs, { id: "${id}-2" })`,
    });
  }
  builder.ids.add(id);
}

/** Reads what is inside a map, an arm or a group. */
export function within<R>(builder: Builder, frame: ScopeFrame, body: () => R, prefix = builder.prefix): R {
  const outer = { scope: builder.scope, prefix: builder.prefix };
  builder.scope = [...outer.scope, frame];
  builder.prefix = prefix;
  try {
    return body();
  } finally {
    Object.assign(builder, outer);
  }
}

/** Reading a pipeline does no I/O; a body that waits for something would be read only in part. */
export function synchronous<R>(result: R, where: string): R {
  if (!(result instanceof Promise)) return result;
  // Nobody will look at it: what it rejects with is this same mistake.
  result.catch(() => {});
  throw invalidSpec({
    field: where,
    message: "is asynchronous",
    fix: "write it without async and await: it is read once, without I/O; what takes time is a step",
  });
}

const tokenMark = "\u0000";

export function mapToken(builder: Builder): string {
  return `${tokenMark}${builder.nodes.length}${tokenMark}`;
}

/** The value as plain JSON, every map under its id. */
export function settle<T>(builder: Builder, value: T): T {
  const replace = (token: string) => builder.mapIds.get(token) ?? token;
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "string" && inner.startsWith(tokenMark) ? inner.replace(/^\0\d+\0/, replace) : inner,
  );
  return JSON.parse(text);
}
