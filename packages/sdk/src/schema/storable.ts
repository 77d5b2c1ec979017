/** What may cross from step to step, decided by the compiler. `refuse.ts` decides the same when a step is declared. */
import type { z } from "zod";
import type { Artifact } from "./artifact.ts";
import type { contents, proof } from "./marks.ts";

/**
 * What can be stored is JSON and artifacts. Maps what cannot to `never`, lazily, so that recursive types are compared,
 * not unfolded; a constraint (`O extends ZodType<Json>`) would refuse every `interface` and make inference fall back to
 * the constraint, with errors far from the cause.
 */
export type Storable<T, Barred = never> = unknown extends T
  ? never
  : T extends Barred
    ? never
    : T extends string | number | boolean | null | undefined | Artifact
      ? T
      : T extends ((...args: never) => unknown) | Date | ArrayBuffer | ArrayBufferView
        ? never
        : { [K in keyof T]: K extends typeof proof | typeof contents ? T[K] : Storable<T[K], Barred> };

/** Shown by the compiler in place of a schema that it refuses. */
export interface Refused<Why extends string> {
  readonly why: Why;
}

/** What no step can claim of its own output: a check and a gate say it, and leave evidence. */
type Claim = { readonly [proof]: { readonly passed: string } | { readonly validated: true } };

type NotStorable =
  Refused<"only JSON and artifacts can be stored: bytes and files are artifact(kind), dates are z.iso.datetime(), and any or unknown says too little">;

/** `unknown` (so nothing is asked) if a step may yield the schema's values. */
export type Yielded<S extends z.core.$ZodType> = [z.output<S>] extends [Storable<z.output<S>>]
  ? [z.output<S>] extends [Storable<z.output<S>, Claim>]
    ? unknown
    : Refused<"only check() validates a value, and only gate() passes one">
  : NotStorable;

/** `unknown` (so nothing is asked) if the schema's values can be stored. */
export type Checked<S extends z.core.$ZodType> = [z.output<S>] extends [Storable<z.output<S>>]
  ? unknown extends z.input<S>
    ? unknown
    : [z.input<S>] extends [Storable<z.input<S>>]
      ? unknown
      : Refused<"a schema inside takes unknown: annotate it as Schema<T>, not z.ZodType<T>">
  : NotStorable;

/**
 * What a function returns for a schema. An evaluation and an evaluation set are what the step says that they are, so it
 * returns the bare value; that it says so stands in its declaration.
 */
export type Returned<T> = T extends { readonly [proof]: unknown }
  ? { [K in keyof T as K extends typeof proof ? never : K]: Returned<T[K]> }
  : T extends string | number | boolean | null | undefined | Artifact
    ? T
    : { [K in keyof T]: Returned<T[K]> };
