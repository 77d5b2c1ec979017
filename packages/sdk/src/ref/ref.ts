/**
 * References: what a pipeline's body holds in place of the values that a run will have.
 *
 * A ref is opaque except for its fields: `winner.accuracy` is again a ref. It has no methods (every name belongs to the
 * data), so what one does with it is a function: `map`, `at`, `gte`.
 */
import type { Artifact } from "../schema/artifact.ts";
import type { proof } from "../schema/marks.ts";
import type { PassedAs, Validated } from "../schema/proof.ts";
import type { Refused } from "../schema/storable.ts";
import type { Ref as Handle } from "./handle.ts";

export type { Handle };

/**
 * A value that a run will have: a step's output, a parameter, or a field of either. Pass it on as an input, reach for
 * its fields, or use `map`, `at`, `when`, `gate`, `branch`, `text` and the conditions.
 *
 * @example
 * ```ts
 * const winner = best({ models }); // Ref<{ accuracy: number; file: Artifact<"joblib"> }>
 * notify({ accuracy: winner.accuracy }); // Ref<number>
 * ```
 */
export type Ref<T> = Handle<T> &
  ([T] extends [Opaque] ? Undecided : unknown) &
  Fields<NonNullable<T>, Name<NonNullable<T>>, Absent<T>>;

/** Anywhere an input is expected: a reference, a literal, or a literal with references inside. */
export type Input<T> = Handle<T> | Literal<T>;

/** The inputs of a step, by name. */
export type Inputs<In> = { readonly [K in keyof In]: Input<In[K]> };

/**
 * The value behind what a body, an arm or a round of a map hands out: a ref, a plain value, or an object or list of them.
 * Nothing stands behind nothing.
 */
export type ValueOf<R> =
  R extends Handle<infer T>
    ? T
    : R extends Scalar
      ? R
      : R extends object
        ? { readonly [K in keyof R]: ValueOf<R[K]> }
        : undefined;

/** What is read once, here, does not wait. Not a constraint on `R`, which would keep it from being inferred. */
export type Synchronous<R> =
  R extends Promise<unknown> ? Refused<"this is read once, without I/O: write it without async"> : R;

export type Scalar = string | number | boolean | null | undefined;

/** What has no fields to reach for. Lists and records are read with `at`, so that absence shows in the type. */
type Opaque = Scalar | Artifact | readonly unknown[];

/**
 * Scalars, lists and artifacts have no fields, and one mistake in reach: `if (params.debug)`, which is always true. The
 * compiler reports conditions on promises ("always true since this 'Ref<boolean>' is always defined"), so to it they
 * look like one.
 */
interface Undecided {
  /** A reference has a value only when the run has it: use branch(…), when(…) or text`…`. */
  then(use: (value: never) => never): never;
}

/** Written like `Pick`: that keeps "go to definition", and does not distribute over unions. */
type Fields<T, K extends keyof T, Missing> = { readonly [P in K]-?: Ref<Part<T, P> | Missing> };

type Name<T> = [T] extends [Opaque] ? never : string extends keyof T ? never : keyof T & string;

/** What is inside a validated or passed value is validated or passed too. */
export type Part<T, P extends keyof T> =
  T extends PassedAs<unknown, infer Band>
    ? PassedAs<T[P], Band>
    : T extends Validated<unknown>
      ? Validated<T[P]>
      : T[P];

/** A field of what may be absent may be absent too. */
type Absent<T> = null extends T ? undefined : undefined extends T ? undefined : never;

type Literal<T> = T extends Sealed
  ? Unwritable
  : T extends Scalar
    ? T
    : T extends object
      ? { readonly [K in keyof T]: Input<T[K]> }
      : never;

/** What cannot be written down, only produced: bytes, and values that carry a proof. */
type Sealed = Artifact | { readonly [proof]: unknown };

/** Nothing is one. It keeps `Input<Passed<…>>` a union, so that errors name it whole instead of spelling it out. */
declare abstract class Unwritable {
  protected readonly "~unwritable": never;
  private constructor();
}
