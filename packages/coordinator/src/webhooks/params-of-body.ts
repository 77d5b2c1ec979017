/** The params of a run, from what a webhook brings. */
import { isObject, type Json, type JsonObject, TroupeError, type Webhook } from "@troupe/core";
import { parseJson } from "../api/parse-json.ts";

/** Throws TroupeError WEBHOOK_BODY. */
export function paramsOfBody({ params }: Webhook, body: Uint8Array): JsonObject {
  const value = body.length === 0 ? {} : parsed(body);
  if (!isObject(value)) throw unusable("is no JSON object");
  if (params === undefined) return value as JsonObject;
  const found = Object.entries(params).flatMap(([name, pointer]) => {
    const at = follow(value as Json, pointer);
    return at === undefined ? [] : [[name, at] as const];
  });
  return Object.fromEntries(found);
}

function parsed(body: Uint8Array): Json {
  const read = parseJson(decoded(body));
  if ("value" in read) return read.value;
  throw unusable(read.problem);
}

function decoded(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw unusable("is not UTF-8");
  }
}

/** A JSON pointer, RFC 6901. Undefined if the body has nothing there. */
export function follow(value: Json, pointer: string): Json | undefined {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.reduce<Json | undefined>((at, key) => {
    if (Array.isArray(at)) return /^(?:0|[1-9]\d{0,9})$/.test(key) ? (at[Number(key)] as Json | undefined) : undefined;
    return isObject(at) && Object.hasOwn(at, key) ? (at[key] as Json) : undefined;
  }, value);
}

function unusable(why: string): TroupeError {
  return new TroupeError(`The body of the delivery ${why}. Send JSON, as content-type: application/json.`, {
    code: "WEBHOOK_BODY",
    reaction: "reject",
  });
}
