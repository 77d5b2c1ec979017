/**
 * Which runs were removed, for catalogs to forget them, and for whoever asks for one to be told so. A note is an object of
 * the archive under a name with a number that grows: each catalog knows the last one that it has taken over.
 */
import { isObject, TroupeError } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import { type Catalog, type RemovalNote, removalsKeptMs } from "../ports/catalog.ts";
import { putText, readText } from "../sealing/archive-text.ts";

const prefix = "removed/";
const pageSize = 100;

/** `term` keeps apart what a leader and one that was deposed write under one number. */
export async function writeRemovals(
  archive: Archive,
  of: { readonly after: string | null; readonly term: number; readonly at: number; readonly runIds: readonly string[] },
): Promise<void> {
  const number = of.after === null ? 0 : Number.parseInt(of.after.slice(prefix.length), 10);
  const name = `${prefix}${String(number + 1).padStart(12, "0")}-${of.term}`;
  await archive.link(name, await putText(archive, JSON.stringify({ format: 1, at: of.at, runIds: of.runIds })));
}

/** Lets a catalog forget what was removed since it looked last. Answers the name of the last note; null if there is none. */
export async function takeRemovals(catalog: Catalog, archive: Archive): Promise<string | null> {
  let last = await catalog.lastRemoval();
  for (;;) {
    const names = await archive.names(prefix, last === null ? { limit: pageSize } : { after: last, limit: pageSize });
    for (const name of names) {
      const note = await read(archive, name);
      if (note !== undefined) await catalog.remove(note);
    }
    if (names.length === 0) return last;
    last = names.at(-1) ?? last;
  }
}

/** Notes that are so old that no catalog remembers what they say. */
export async function forgetRemovals(archive: Archive, now: number): Promise<void> {
  for (const name of await archive.names(prefix, { limit: pageSize })) {
    const note = await read(archive, name);
    if (note !== undefined && now - note.at <= removalsKeptMs) return;
    await archive.unlink(name);
  }
}

/** Undefined if it was forgotten meanwhile. */
async function read(archive: Archive, name: string): Promise<RemovalNote | undefined> {
  const digest = await archive.resolve(name);
  if (digest === undefined) return undefined;
  const note: unknown = JSON.parse(await readText(archive, digest));
  if (isObject(note) && note.format === 1 && typeof note.at === "number" && Array.isArray(note.runIds))
    return { name, at: note.at, runIds: note.runIds as unknown as readonly string[] };
  throw new TroupeError(
    `The archive's ${name} has a form that this Troupe does not know. Use the newer Troupe that wrote it.`,
    {
      code: "DATA_DIRECTORY_NEWER",
      reaction: "reject",
    },
  );
}
