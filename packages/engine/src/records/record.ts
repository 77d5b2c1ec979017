/** A kind of record: its bytes, and whether what was read is one. */
import { isObject, TroupeError } from "@troupe/core";
import { decode, encode } from "../codec.ts";

export const isText = (value: unknown): value is string => typeof value === "string";
export const isNumber = (value: unknown): value is number => typeof value === "number";

export function record<T>(
  name: string,
  fits: (value: Readonly<Record<string, unknown>>) => boolean,
): { encode(value: T): Uint8Array; decode(bytes: Uint8Array): T } {
  return {
    encode,
    decode(bytes) {
      const value = decode(bytes);
      if (isObject(value) && fits(value)) return value as T;
      throw new TroupeError(
        `A ${name} record in the state store is not one: restore the data directory from a backup, or start with an empty one.`,
        { code: "DATA_CORRUPT", reaction: "fatal" },
      );
    },
  };
}
