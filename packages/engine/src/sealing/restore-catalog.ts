/** A catalog learns of runs that are sealed, and that the feed has forgotten, from the archive. */
import { runStatuses } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";
import { readText } from "./archive-text.ts";
import { eventsOf, parseManifest, sealedName } from "./manifest.ts";

const pageSize = 200;
const liveStatuses = Object.entries(runStatuses).flatMap(([status, { terminal }]) =>
  terminal ? [] : [status as keyof typeof runStatuses],
);
/** Two leaders' clocks may differ: a run that is that many runs older than the newest one was surely told of. */
const marginRuns = 1000;

/** Answers how many runs it found. Costs nothing where the catalog is not new, or the archive has no runs. */
export async function restoreCatalog(catalog: Catalog, archive: Archive): Promise<number> {
  if ((await catalog.position()) !== null) return 0;
  return restoreAfter(catalog, archive, undefined);
}

/**
 * Takes over the runs of which the catalog has not seen the end, or nothing, and that are sealed. Answers how many. Looks
 * only at what was sealed since the oldest run that is live in the catalog began.
 */
export async function restoreMissed(catalog: Catalog, archive: Archive): Promise<number> {
  const recent = (await catalog.runs({ limit: marginRuns })).at(-1)?.runId;
  const live = await oldestLive(catalog);
  const since = live === undefined || recent === undefined || recent < live ? recent : live;
  return restoreAfter(catalog, archive, since === undefined ? undefined : justBefore(sealedName(since)));
}

async function oldestLive(catalog: Catalog): Promise<string | undefined> {
  for (let before: string | undefined; ; ) {
    const query = { statuses: liveStatuses, limit: 1000 };
    const page = await catalog.runs(before === undefined ? query : { ...query, before });
    if (page.length === 0) return before;
    before = page.at(-1)?.runId;
  }
}

async function restoreAfter(catalog: Catalog, archive: Archive, from: string | undefined): Promise<number> {
  let found = 0;
  for (let after = from; ; ) {
    const names = await archive.names(
      sealedName(""),
      after === undefined ? { limit: pageSize } : { after, limit: pageSize },
    );
    const restored = (await Promise.all(names.map((name) => readUnknown(catalog, archive, name)))).flat();
    await catalog.restore(restored);
    found += restored.length;
    after = names.at(-1);
    if (after === undefined) return found;
  }
}

/** Nothing if the catalog has seen its end. */
async function readUnknown(catalog: Catalog, archive: Archive, name: string) {
  const known = await catalog.run(name.slice(sealedName("").length));
  if (known !== undefined && runStatuses[known.status].terminal) return [];
  const digest = await archive.resolve(name);
  if (digest === undefined) return [];
  const manifest = parseManifest(await readText(archive, digest));
  const { runId, pipeline } = manifest.header;
  return [{ runId, pipeline, first: 1, events: await eventsOf(archive, manifest) }];
}

/** A name that no run has, between this one and all before it: names are listed after one. */
function justBefore(name: string): string {
  return name.slice(0, -1);
}
