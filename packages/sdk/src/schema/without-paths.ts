/** Takes away what only this machine knows: from what a step yields to what is stored. */
import { isArtifact, type Json } from "@troupe/core";

/** Plain JSON: artifacts without their path, fields that hold nothing left out. */
export function withoutPaths(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (typeof value !== "object") return value as Json;
  const fields = Object.entries(value).filter(
    ([name, field]) => field !== undefined && !(name === "path" && isArtifact(value)),
  );
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutPaths(field)]));
}
