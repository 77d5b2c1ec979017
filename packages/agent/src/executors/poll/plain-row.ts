/** A row as JSON: what databases hand out beside texts and numbers. */
import { type Json, type JsonObject, TroupeError } from "@troupe/core";

/** Throws TroupeError(reject, "WAIT_INVALID") for what no JSON can hold: a wait that is asked for it would never be over. */
export function plainRow(row: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainValue(column, value)]));
}

function plainValue(column: string, value: unknown): Json {
  // A number as far as one is exact; beyond that all its digits, as a text.
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value === undefined) return null;
  if (ArrayBuffer.isView(value) || (typeof value === "number" && !Number.isFinite(value)))
    throw new TroupeError(
      `column ${column} holds ${String(value).slice(0, 20)}, which is no JSON: cast it in the query`,
      {
        code: "WAIT_INVALID",
        reaction: "reject",
      },
    );
  return JSON.parse(JSON.stringify(value)) as Json;
}
