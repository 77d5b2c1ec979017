/**
 * What a process yields, from what it left in its folder (docs/step-protocol.md): its last `output` message, else
 * outputs/output.json, and in either case the files in outputs/ that are named like fields of the declared output.
 */
import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isObject, type StepDeclaration, TroupeError } from "@troupe/core";
import { artifactFields, artifactKindOf } from "./artifact-fields.ts";
import { linesFromEnd } from "./lines-from-end.ts";
import { unmarked } from "./marks.ts";

/** Of an output as its step wrote it. */
const outputBytes = 16 * 1024 * 1024;
const outputFile = "output.json";

/**
 * Artifacts in it are `{ kind, path, columns? }`, a relative path being one in outputs/; those that were inputs are as
 * they came. Undefined if there is nothing. Throws TroupeError(reject) with TASK_OUTPUT_INVALID or TASK_OUTPUT_TOO_LARGE.
 */
export async function readOutput(folder: string, declaration: StepDeclaration): Promise<unknown> {
  const { output: schema, role } = declaration;
  if (schema === undefined) return undefined;
  const said = (await lastOutputMessage(folder)) ?? (await outputOf(join(folder, "outputs", outputFile)));
  const value = said === undefined ? undefined : unmarked(said.value, "output");
  // The output of a check is its verdict, whatever its subject is made of.
  if (role === "check" || (value !== undefined && !isObject(value))) return value;
  const files = await readdir(join(folder, "outputs"), { withFileTypes: true }).catch(() => []);
  const kind = artifactKindOf(schema, schema);
  if (kind !== undefined) return value ?? onlyFile(files, kind);
  return withFiles(value, artifactFields(schema), files);
}

interface Said {
  readonly value: unknown;
}

async function lastOutputMessage(folder: string): Promise<Said | undefined> {
  for await (const line of linesFromEnd(join(folder, "messages.jsonl"), outputBytes)) {
    if (!line.includes('"output"')) continue;
    const message = parsed(line);
    if (isObject(message) && message.type === "output") return { value: message.value };
  }
  return undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Counted and told by whoever reads the messages as they come.
    return undefined;
  }
}

async function outputOf(path: string): Promise<Said | undefined> {
  const { size } = await stat(path).catch(() => ({ size: -1 }));
  if (size === -1) return undefined;
  if (size > outputBytes) {
    throw new TroupeError(
      `${outputFile} has ${size} bytes, more than ${outputBytes}; make the large part an artifact`,
      {
        code: "TASK_OUTPUT_TOO_LARGE",
        reaction: "reject",
      },
    );
  }
  try {
    return { value: JSON.parse(await readFile(path, "utf8")) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TroupeError(`${outputFile} is no JSON: ${why}`, {
      code: "TASK_OUTPUT_INVALID",
      reaction: "reject",
      cause,
    });
  }
}

/** An output that is one artifact: the one file that is there. With several, the one that is named after its kind. */
function onlyFile(files: readonly Dirent[], kind: string): unknown {
  const names = files.filter((file) => file.isFile()).map((file) => file.name);
  const name = names.length === 1 ? names[0] : names.find((name) => name === `output.${kind}`);
  return name === undefined ? undefined : { kind, path: name };
}

/** Adds the files of fields that the step did not name itself. */
function withFiles(
  value: Readonly<Record<string, unknown>> | undefined,
  fields: ReadonlyMap<string, string>,
  files: readonly Dirent[],
): unknown {
  const names = new Set(files.filter((file) => file.isFile()).map((file) => file.name));
  const found: Record<string, unknown> = {};
  for (const [field, kind] of fields) {
    if (value?.[field] !== undefined) continue;
    const name = [`${field}.${kind}`, field].find((name) => names.has(name));
    if (name !== undefined) found[field] = { kind, path: name };
  }
  return value === undefined && Object.keys(found).length === 0 ? undefined : { ...value, ...found };
}
