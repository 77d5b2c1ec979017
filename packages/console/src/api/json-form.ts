/**
 * Messages as they come and go in the JSON of the gateway (docs/api.md): instants are texts, bytes are base64, absent
 * messages are absent. `wide-fields.ts` has made numbers of 64-bit integers by the time that anybody sees them.
 */

/** What one receives. `T` is a `…__Output` of @troupe/proto. */
export type JsonOf<T> = T extends string | number | boolean
  ? T
  : T extends Uint8Array
    ? string
    : string extends keyof T
      ? { readonly [name: string]: JsonOf<T[keyof T]> }
      : "seconds" | "nanos" extends keyof T
        ? string
        : T extends readonly (infer Item)[]
          ? readonly JsonOf<Item>[]
          : T extends object
            ? { readonly [K in keyof T as Always<T, K>]: JsonOf<T[K]> } & {
                readonly [K in keyof T as Sometimes<T, K>]?: JsonOf<NonNullable<T[K]>>;
              }
            : never;

/** What one sends: every field may be left out. */
export type JsonIn<T> = T extends string | number | boolean
  ? T
  : T extends Uint8Array
    ? string
    : "seconds" | "nanos" extends keyof T
      ? string
      : T extends readonly (infer Item)[]
        ? readonly JsonIn<Item>[]
        : T extends { toUnsigned: unknown }
          ? never
          : T extends object
            ? { readonly [K in keyof T as IsOneof<T, K> extends true ? never : K]?: JsonIn<NonNullable<T[K]>> }
            : never;

type Always<T, K extends keyof T> = IsOneof<T, K> extends true ? never : IsAbsent<T[K]> extends true ? never : K;
type Sometimes<T, K extends keyof T> = IsOneof<T, K> extends true ? never : IsAbsent<T[K]> extends true ? K : never;
type IsAbsent<V> = null extends V ? true : undefined extends V ? true : false;

/** The name of the member that a oneof has is no field: JSON shows the member itself. */
type IsOneof<T, K extends keyof T> = string extends K
  ? false
  : NonNullable<T[K]> extends keyof T
    ? string extends NonNullable<T[K]>
      ? false
      : true
    : false;
