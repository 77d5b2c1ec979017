/** `-p name=value` and `--params file.json`: to the object that a run is given. The coordinator judges it. */
import { readFile } from "node:fs/promises";
import { isObject, type Json, type JsonObject, type JsonSchema, TroupeError } from "@troupe/core";

export interface GivenParams {
  /** As written: "trees=[10,50]". */
  readonly pairs: readonly string[];
  /** A file with a JSON object; pairs win over it. */
  readonly file: string | undefined;
}

export async function readParams({ pairs, file }: GivenParams, schema: JsonSchema | null): Promise<JsonObject> {
  const base = file === undefined ? {} : await readParamsFile(file);
  return { ...base, ...parsePairs(pairs, schema) };
}

export function parsePairs(pairs: readonly string[], schema: JsonSchema | null): JsonObject {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw usage(`-p ${pair} is not name=value; write for example -p trees=[10,50]`);
      const name = pair.slice(0, at);
      return [name, parseValue(pair.slice(at + 1), propertyOf(schema, name))] as const;
    }),
  );
}

/** A text parameter takes the text as it is; others are JSON. What is neither goes as text, for the coordinator to explain. */
function parseValue(text: string, schema: JsonSchema | null): Json {
  if (schema !== null && takesText(schema)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function propertyOf(schema: JsonSchema | null, name: string): JsonSchema | null {
  if (schema === null || typeof schema === "boolean" || !isObject(schema.properties)) return null;
  const property = schema.properties[name];
  return typeof property === "boolean" || isObject(property) ? (property as JsonSchema) : null;
}

/** True if text is all that it takes: of `number | "auto"`, a number is still a number. */
function takesText(schema: JsonSchema): boolean {
  if (typeof schema === "boolean") return false;
  if (schema.type !== undefined) return schema.type === "string";
  const options = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (Array.isArray(options)) return options.every((option) => typeof option === "string");
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) && branches.every((branch) => isObject(branch) && takesText(branch as JsonSchema));
}

async function readParamsFile(file: string): Promise<JsonObject> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TroupeError(`the params file ${file} cannot be read: ${why}`, {
      code: "USAGE",
      reaction: "reject",
      cause,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw usage(`the params file ${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  if (!isObject(value)) throw usage(`the params file ${file} must hold a JSON object, such as {"trees": [10, 50]}`);
  return value as JsonObject;
}

function usage(message: string): TroupeError {
  return new TroupeError(message, { code: "USAGE", reaction: "reject" });
}
