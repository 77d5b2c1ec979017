/** An output on its way out: every file in it becomes an artifact of the archive, and its path is taken away. */
import { realpath, stat } from "node:fs/promises";
import { isAbsolute, join, resolve, sep } from "node:path";
import { isArtifact, isObject, type Json, TroupeError } from "@troupe/core";
import type { ArchiveUpload } from "../artifacts/archive-upload.ts";
import type { ArtifactLease } from "../artifacts/artifact-cache.ts";
import { isErrno } from "../artifacts/errno.ts";

export interface OutputFiles {
  readonly artifacts: ArtifactLease;
  readonly upload: ArchiveUpload;
  /** What paths are relative to; null for functions, which name whole paths. */
  readonly folder: string | null;
  readonly signal: AbortSignal;
}

/** Throws TroupeError(reject, "TASK_OUTPUT_INVALID") for what cannot be an artifact. */
export async function storeOutput(value: unknown, files: OutputFiles): Promise<Json> {
  if (Array.isArray(value)) return Promise.all(value.map((item: unknown) => storeOutput(item, files)));
  if (!isObject(value)) return value as Json;
  if (typeof value.kind === "string" && typeof value.path === "string")
    return storeFile({ ...value }, value.path, files);
  const fields = await Promise.all(
    Object.entries(value).map(async ([name, item]) => [name, await storeOutput(item, files)] as const),
  );
  return Object.fromEntries(fields);
}

async function storeFile(value: Record<string, unknown>, named: string, files: OutputFiles): Promise<Json> {
  const { path: _, ...facts } = value;
  // An input that is passed on: the archive has it.
  if (isArtifact(facts)) return facts as Json;
  const path = await existingFile(named, files.folder);
  const isOurs = files.folder !== null && (await isInside(path, files.folder));
  const file = await files.artifacts.import(path, isOurs);
  await files.upload.file(file.digest, file.path, files.signal);
  return { ...(facts as { readonly [name: string]: Json }), digest: file.digest, size: file.size };
}

async function existingFile(named: string, folder: string | null): Promise<string> {
  if (!isAbsolute(named) && folder === null) throw invalid(`artifact ${named}: name the whole path of the file`);
  const path = folder === null ? named : resolve(join(folder, "outputs"), named);
  try {
    if ((await stat(path)).isFile()) return path;
  } catch (error) {
    if (!isErrno(error, "ENOENT", "ENOTDIR")) throw error;
    throw invalid(`artifact ${named}: there is no such file`);
  }
  throw invalid(`artifact ${named} is no file`);
}

/** Through links: a file elsewhere that a link in the folder points to is not the attempt's own. */
async function isInside(path: string, folder: string): Promise<boolean> {
  return (await realpath(path)).startsWith((await realpath(folder)) + sep);
}

function invalid(message: string): TroupeError {
  return new TroupeError(message, { code: "TASK_OUTPUT_INVALID", reaction: "reject" });
}
