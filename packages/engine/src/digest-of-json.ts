/** The digest of a value, whatever the order of its fields. */
import { createHash } from "node:crypto";
import type { Digest, Json } from "@troupe/core";
import { canonicalJson } from "./canonical-json.ts";

export function digestOfJson(value: Json): Digest {
  return `sha256:${createHash("sha256").update(canonicalJson(value)).digest("hex")}`;
}
