/**
 * Expressions: what a step's input is made of, as data. References name their source; the rest builds values from them.
 * The SDK writes them, the run machine evaluates them, nobody executes code.
 */
import type { Json } from "../json.ts";

/** Fields to follow from a value, outermost first. Inside a list of an evaluated value an index is written as text. */
export type Path = readonly string[];

export type Expression =
  | { readonly kind: "literal"; readonly value: Json }
  /** A parameter of the run; an empty path is all of them. */
  | { readonly kind: "param"; readonly path: Path }
  /** A fact about the run itself. */
  | { readonly kind: "run"; readonly fact: "id" | "createdAt" }
  /** A bound of the interval that the run is about, ISO 8601 in UTC. Only of a pipeline with a schedule. */
  | { readonly kind: "interval"; readonly fact: "start" | "end" }
  /** The output of a step in the same scope or around it. */
  | { readonly kind: "step"; readonly step: string; readonly path: Path }
  /** Inside a map: the item of this round. */
  | { readonly kind: "item"; readonly map: string; readonly path: Path }
  /** Inside a map or loop: the position of this round, from 0. */
  | { readonly kind: "index"; readonly map: string }
  /** Inside a loop: what the round before left. In its condition: what this round left. */
  | { readonly kind: "state"; readonly loop: string; readonly path: Path }
  /** What a loop came to: `{ state, rounds, limited }`. */
  | { readonly kind: "loop"; readonly loop: string; readonly path: Path }
  /** The list of what each round of a map yields, in order; null for one that failed. */
  | { readonly kind: "gather"; readonly map: string; readonly of: Expression }
  /** What an arm of a branch or gate yields; undefined if it was not taken. */
  | { readonly kind: "arm"; readonly branch: string; readonly arm: string; readonly of: Expression }
  /** What the body of a group yields; undefined if it failed and may. */
  | { readonly kind: "group"; readonly group: string; readonly of: Expression }
  /** How that ended from which `of` comes: `{ status, output | failure }`. Waits for it, whatever becomes of it. */
  | { readonly kind: "ended"; readonly of: Expression }
  /** Inside a finalizer: how everything else ended: `{ status, failure }`. */
  | { readonly kind: "outcome"; readonly path: Path }
  /** The first of them that is there. */
  | { readonly kind: "first"; readonly items: readonly Expression[] }
  /** Its value is `of`; that a gate let it through in this arm is what it adds. */
  | { readonly kind: "passed"; readonly gate: string; readonly arm: string; readonly of: Expression }
  /** Its value is `of`; that it is there is what the `when` around it made sure of. */
  | { readonly kind: "present"; readonly of: Expression }
  /** The outputs of this pipeline's latest successful run when this run was created; undefined if there was none. */
  | { readonly kind: "previous"; readonly path: Path }
  /** The outputs of another pipeline's latest successful run when this run was created; undefined if there was none. */
  | { readonly kind: "latest"; readonly pipeline: string; readonly path: Path }
  /** The value of a dataset's revision that this run was made with; undefined if there was none. */
  | { readonly kind: "dataset"; readonly dataset: string; readonly path: Path }
  | { readonly kind: "at"; readonly of: Expression; readonly key: Expression }
  /** A field of a computed value (of an `at`, a `present`). */
  | { readonly kind: "field"; readonly of: Expression; readonly path: Path }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, Expression>> }
  | { readonly kind: "text"; readonly parts: readonly (string | Expression)[] };

/** What a run can decide, as data. */
export type Condition =
  | { readonly test: "gt" | "gte" | "lt" | "lte" | "equals"; readonly left: Expression; readonly right: Expression }
  | { readonly test: "present"; readonly of: Expression }
  | { readonly test: "holds"; readonly of: Expression }
  /** `challenger[metric] > champion[metric] + by`. */
  | {
      readonly test: "beats";
      readonly challenger: Expression;
      readonly champion: Expression;
      readonly metric: string;
      readonly by: number;
    }
  | { readonly test: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly test: "not"; readonly of: Condition }
  | { readonly test: "otherwise" };
