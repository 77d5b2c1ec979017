/**
 * Which old versions of pipelines nothing needs: no live or kept run, no schedule, no backfill. A run without the record of
 * its version could not be read any more.
 */
import { oldVersions, type RetentionRule } from "@troupe/core";
import { digestsInBytes } from "../archive/live-digests.ts";
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { StateStore } from "../ports/state-store.ts";
import { versionsPrefix } from "../records/keys.ts";
import { type VersionRecord, versionRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import { readText } from "../sealing/archive-text.ts";
import { parseManifest, sealedName } from "../sealing/manifest.ts";

export interface UnneededVersionsSurroundings {
  readonly store: StateStore;
  readonly archive: Archive;
  readonly catalog: Pick<Catalog, "runs">;
  ruleOf(pipeline: string): Promise<RetentionRule>;
}

const pageSize = 200;

/** `isGone`: runs that need nothing any more. In order of pipeline, the newest of each first. */
export async function unneededVersions(
  around: UnneededVersionsSurroundings,
  now: number,
  isGone: (runId: string) => boolean,
): Promise<readonly VersionRecord[]> {
  const old = await findOld(around, now);
  if (old.size === 0) return [];
  // SAFETY: in this order. A run moves from the records to a name of the archive, never back.
  for await (const { key, value } of scanAll(around.store, ""))
    if (!key.startsWith(versionsPrefix())) for (const digest of digestsInBytes(value)) old.delete(digest);
  if (old.size > 0) for await (const version of versionsOfSealed(around, isGone)) old.delete(version);
  return [...old.values()];
}

async function findOld({ store, ruleOf }: UnneededVersionsSurroundings, now: number) {
  const old = new Map<string, VersionRecord>();
  let together: VersionRecord[] = [];
  const settle = async () => {
    const [first] = together;
    if (first === undefined || together.length < 3) return;
    for (const each of oldVersions(together, await ruleOf(first.name), now)) old.set(each.version, each);
  };
  for await (const { value } of scanAll(store, versionsPrefix())) {
    const record = versionRecord.decode(value);
    if (record.name !== together[0]?.name) {
      await settle();
      together = [];
    }
    together.push(record);
  }
  await settle();
  return old;
}

/** As the catalog has them; of a run that it does not know, as the run itself says. */
async function* versionsOfSealed(
  { archive, catalog }: UnneededVersionsSurroundings,
  isGone: (runId: string) => boolean,
): AsyncGenerator<string> {
  const prefix = sealedName("");
  for (let after: string | undefined; ; ) {
    const names = await archive.names(prefix, { ...(after !== undefined && { after }), limit: pageSize });
    const ids = names.map((name) => name.slice(prefix.length)).filter((runId) => !isGone(runId));
    const runs = ids.length === 0 ? [] : await catalog.runs({ ids, limit: ids.length });
    const known = new Map(runs.map(({ runId, version }) => [runId, version]));
    for (const runId of ids) {
      const version = known.get(runId) ?? (await versionOfSealed(archive, runId));
      if (version !== undefined) yield version;
    }
    after = names.at(-1);
    if (after === undefined) return;
  }
}

/** Undefined if it was removed meanwhile. */
async function versionOfSealed(archive: Archive, runId: string): Promise<string | undefined> {
  const digest = await archive.resolve(sealedName(runId));
  return digest && parseManifest(await readText(archive, digest)).header.version;
}
