/** JSON in the one form of RFC 8785: what is hashed or compared. */

import { invariant } from "@troupe/core";
import canonicalize from "canonicalize";

export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  invariant(text !== undefined, "only JSON has a canonical form");
  return text;
}
