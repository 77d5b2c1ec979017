/** Values on their way from a step to the engine and back: stored without paths, seen by steps with them. */
import { isArtifact, isObject, type Json, TroupeError } from "@troupe/core";

export class StoredValues {
  /** Where the bytes are, by digest. */
  readonly #paths = new Map<string, string>();

  /**
   * As the engine keeps it, remembering where the bytes of its artifacts are. What is undefined is left out.
   *
   * @param at - What the value is called in messages.
   */
  store(value: unknown, at = "output"): Json {
    if (typeof value === "number" && !Number.isFinite(value)) throw noSuchNumber(value, at);
    if (Array.isArray(value)) return value.map((item, index) => this.store(item, `${at}[${index}]`));
    if (!isObject(value)) return (value ?? null) as Json;
    const isFile = isArtifact(value) && "path" in value && typeof value.path === "string";
    if (isFile) this.#paths.set(value.digest, String(value.path));
    const fields = Object.entries(value).filter(([name, field]) => field !== undefined && !(isFile && name === "path"));
    return Object.fromEntries(fields.map(([name, field]) => [name, this.store(field, `${at}.${name}`)]));
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

function noSuchNumber(value: number, at: string): TroupeError {
  return new TroupeError(`${at} is ${value}: JSON has no such number`, {
    code: "TASK_OUTPUT_INVALID",
    reaction: "reject",
  });
}
