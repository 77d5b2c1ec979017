/**
 * Names of the archive as small objects: the name `runs/01j` is the key `names/runs/01j!`. The ending keeps a name apart
 * from those below it where a store keeps keys as files. It sorts before all that may stand in a name, so that the order
 * of keys is the order of names.
 */
import { type Digest, isDigest, TroupeError } from "@troupe/core";
import { checkArchiveName, defaultNamesLimit, isArchiveName } from "@troupe/engine/adapters";
import type { Bucket } from "./bucket.ts";

const folder = "names/";
const ending = "!";

export class ArchiveNames {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async link(name: string, digest: Digest): Promise<void> {
    checkArchiveName(name);
    await this.#bucket.put(keyOf(name), Buffer.from(digest));
  }

  async unlink(name: string): Promise<void> {
    checkArchiveName(name);
    await this.#bucket.remove(keyOf(name));
  }

  async resolve(name: string): Promise<Digest | undefined> {
    checkArchiveName(name);
    const digest = await this.#bucket.text(keyOf(name));
    if (digest === undefined || isDigest(digest)) return digest;
    throw new TroupeError(`The archive's name ${name} does not hold a digest any more. Restore it from a copy.`, {
      code: "DATA_LOSS",
      reaction: "reject",
      details: { name },
    });
  }

  async list(
    prefix: string,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly string[]> {
    const above = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    if (above !== "" && !isArchiveName(above.slice(0, -1))) return [];
    const limit = options.limit ?? defaultNamesLimit;
    const found: string[] = [];
    for (let after = options.after; found.length < limit; after = found.at(-1)) {
      const start = after === undefined ? undefined : keyOf(after);
      const page = await this.#bucket.list(folder + prefix, start, limit - found.length);
      for (const { key } of page) found.push(key.slice(folder.length, -ending.length));
      if (page.length === 0) break;
    }
    return found;
  }
}

function keyOf(name: string): string {
  return folder + name + ending;
}
