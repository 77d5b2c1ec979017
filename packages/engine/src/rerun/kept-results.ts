/** The results that a rerun takes over, as one object in the archive: by task. */
import {
  anew,
  type Digest,
  isObject,
  type Json,
  type KeptResult,
  type Output,
  type RunState,
  TroupeError,
} from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import { slimOutput } from "../records/records.ts";
import { loadOutput } from "../records/spilled.ts";
import { putText, readText } from "../sealing/archive-text.ts";

export async function writeKept(archive: Archive, kept: RunState["kept"]): Promise<Digest> {
  const results: Record<string, KeptResult> = {};
  const made: string[] = [];
  for (const [task, result] of kept) {
    if (result === anew) made.push(task);
    else results[task] = { ...result, output: result.output === null ? null : slimOutput(result.output) };
  }
  return putText(archive, JSON.stringify({ format: 1, results, anew: made }));
}

export async function readKept(archive: Archive, digest: Digest): Promise<RunState["kept"]> {
  const document: unknown = JSON.parse(await readText(archive, digest));
  if (!isObject(document) || document.format !== 1 || !isObject(document.results))
    throw new TroupeError(`The results in ${digest} have a form that this Troupe does not know.`, {
      code: "DATA_DIRECTORY_NEWER",
      reaction: "reject",
    });
  const kept = new Map<string, KeptResult | typeof anew>();
  if (Array.isArray(document.anew)) for (const task of document.anew as unknown as string[]) kept.set(task, anew);
  for (const [task, result] of Object.entries(document.results as unknown as Readonly<Record<string, KeptResult>>)) {
    const { output, origin } = result;
    kept.set(task, { output: output === null ? null : await loadOutput(archive, output), origin });
  }
  return kept;
}

/** What a task of an agent may yield inline; above it the value lies in the archive. */
const inlineBytes = 4 * 1024;

/** A result that a person gives, kept as an agent's would be. */
export async function toOutput(archive: Archive, value: Json | null): Promise<Output | null> {
  if (value === null) return null;
  const text = JSON.stringify(value);
  return Buffer.byteLength(text) <= inlineBytes ? { value } : { value, spilled: await putText(archive, text) };
}
