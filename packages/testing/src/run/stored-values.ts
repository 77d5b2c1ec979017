/** Values on their way from a step to the engine and back: stored without paths, seen by steps with them. */
import { isArtifact, isObject, type Json } from "@troupe/core";

export class StoredValues {
  /** Where the bytes are, by digest. */
  readonly #paths = new Map<string, string>();

  /** As the engine keeps it, remembering where the bytes of its artifacts are. What is undefined is left out. */
  store(value: unknown): Json {
    if (Array.isArray(value)) return value.map((item) => this.store(item));
    if (!isObject(value)) return (value ?? null) as Json;
    const isFile = isArtifact(value) && "path" in value && typeof value.path === "string";
    if (isFile) this.#paths.set(value.digest, String(value.path));
    const fields = Object.entries(value).filter(([name, field]) => field !== undefined && !(isFile && name === "path"));
    return Object.fromEntries(fields.map(([name, field]) => [name, this.store(field)]));
  }

  /** As steps see it. */
  load(value: Json): unknown {
    if (Array.isArray(value)) return value.map((item: Json) => this.load(item));
    if (!isObject(value)) return value;
    const path = isArtifact(value) ? this.#paths.get(value.digest) : undefined;
    const fields = Object.entries(value).map(([name, field]) => [name, this.load(field as Json)] as const);
    return { ...Object.fromEntries(fields), ...(path !== undefined && { path }) };
  }
}
