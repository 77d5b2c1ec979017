/** A catalog that has seen nothing learns of the runs that are sealed: the feed has forgotten them. */
import type { RunEvent } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";
import { readText } from "./archive-text.ts";
import { parseManifest, sealedName } from "./manifest.ts";

const pageSize = 200;

/** Answers how many runs it found. Costs nothing where the catalog is not new, or the archive has no runs. */
export async function restoreCatalog(catalog: Catalog, archive: Archive): Promise<number> {
  if ((await catalog.position()) > 0) return 0;
  let found = 0;
  for (let after: string | undefined; ; ) {
    const names = await archive.names(
      sealedName(""),
      after === undefined ? { limit: pageSize } : { after, limit: pageSize },
    );
    await catalog.restore((await Promise.all(names.map((name) => read(archive, name)))).flat());
    found += names.length;
    after = names.at(-1);
    if (after === undefined) return found;
  }
}

async function read(archive: Archive, name: string) {
  const digest = await archive.resolve(name);
  if (digest === undefined) return [];
  const { header, events } = parseManifest(await readText(archive, digest));
  const { runId, pipeline } = header;
  return [{ runId, pipeline, first: 1, events: JSON.parse(await readText(archive, events)) as RunEvent[] }];
}
