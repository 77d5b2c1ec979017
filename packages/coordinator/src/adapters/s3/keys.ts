/** Where an object, and what is known of it, lies in the bucket. */
import { randomUUID } from "node:crypto";
import type { Digest } from "@troupe/core";

export const temporaryPrefix = "temporary/";

export function keysOf(digest: Digest): {
  readonly object: string;
  readonly touched: string;
  readonly retired: string;
} {
  const hex = digest.slice("sha256:".length);
  return { object: `objects/sha256/${hex}`, touched: `touched/sha256/${hex}`, retired: `retired/sha256/${hex}` };
}

export function temporaryKey(): string {
  return temporaryPrefix + randomUUID();
}
