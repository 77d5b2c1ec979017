/** Inputs as a step sees them: every artifact is on this machine, and says where. */
import { artifactsIn, isArtifact, type Json, type JsonObject } from "@troupe/core";
import type { ArtifactLease } from "../artifacts/artifact-cache.ts";

export async function localInputs(
  inputs: JsonObject,
  artifacts: ArtifactLease,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  // Most have none.
  if (artifactsIn(inputs).length === 0) return inputs;
  return (await localized(inputs, artifacts, signal)) as Readonly<Record<string, unknown>>;
}

async function localized(value: Json, artifacts: ArtifactLease, signal: AbortSignal): Promise<unknown> {
  if (value === null || typeof value !== "object") return value;
  if (isArtifact(value)) {
    const { path } = await artifacts.fetch(value.digest, value.kind, signal);
    return { ...value, path };
  }
  if (Array.isArray(value)) return Promise.all(value.map((item: Json) => localized(item, artifacts, signal)));
  const fields = await Promise.all(
    Object.entries(value).map(async ([name, item]) => [name, await localized(item, artifacts, signal)] as const),
  );
  return Object.fromEntries(fields);
}
