/**
 * Names of the archive as small files: the name `runs/01j` is the file `names/runs/01j%ref`. The ending keeps a name
 * apart from the directory of the names below it, and `%` stands in no name.
 */
import { type Digest, isDigest, TroupeError } from "@troupe/core";
import { checkArchiveName, defaultNamesLimit, isArchiveName } from "@troupe/engine/adapters";
import type { ArchiveFiles, Segments } from "./archive-files.ts";

const ending = "%ref";

export class ArchiveNames {
  readonly #files: ArchiveFiles;

  constructor(files: ArchiveFiles) {
    this.#files = files;
  }

  async link(name: string, digest: Digest): Promise<void> {
    checkArchiveName(name);
    const temporary = await this.#files.createTemporary();
    try {
      await temporary.write(digest);
      await temporary.moveTo(fileOf(name));
    } finally {
      await temporary.discard();
    }
  }

  async unlink(name: string): Promise<void> {
    checkArchiveName(name);
    await this.#files.remove(fileOf(name));
  }

  async resolve(name: string): Promise<Digest | undefined> {
    checkArchiveName(name);
    const file = await this.#files.openToRead(fileOf(name));
    if (file === undefined) return undefined;
    try {
      const digest = await file.readFile("utf8");
      if (!isDigest(digest)) throw damagedName(name);
      return digest;
    } finally {
      await file.close();
    }
  }

  async list(
    prefix: string,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly string[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    if (folder !== "" && !isArchiveName(folder.slice(0, -1))) return [];
    const found: string[] = [];
    for await (const name of this.#walk(folder, prefix, options.after ?? "")) {
      if (found.length >= (options.limit ?? defaultNamesLimit)) break;
      found.push(name);
    }
    return found;
  }

  /** The names below a folder ("runs/" or ""), in order. */
  async *#walk(folder: string, prefix: string, after: string): AsyncGenerator<string> {
    for (const entry of await this.#entries(folder)) {
      if (!entry.startsWith(prefix) && !prefix.startsWith(entry)) continue;
      if (!entry.endsWith("/")) {
        if (entry > after && entry.startsWith(prefix)) yield entry;
      } else if (entry > after || after.startsWith(entry)) {
        yield* this.#walk(entry, prefix, after);
      }
    }
  }

  /** Names in a folder, and folders with a "/" behind, sorted so that walking them gives all names in order. */
  async #entries(folder: string): Promise<readonly string[]> {
    const found = await this.#files.list(["names", ...folder.split("/").filter((segment) => segment !== "")]);
    const entries = found.flatMap((entry) => {
      if (entry.isDirectory()) return [`${folder}${entry.name}/`];
      return entry.isFile() && entry.name.endsWith(ending) ? [folder + entry.name.slice(0, -ending.length)] : [];
    });
    return entries.sort();
  }
}

function fileOf(name: string): Segments {
  return ["names", ...`${name}${ending}`.split("/")];
}

function damagedName(name: string): TroupeError {
  return new TroupeError(`The archive's name ${name} does not hold a digest any more. Restore it from a copy.`, {
    code: "DATA_LOSS",
    reaction: "reject",
    details: { name },
  });
}
