/** The versions of a pipeline as the store has them, and what is different between two. */
import { TroupeError } from "@troupe/core";
import type { StateStore } from "../ports/state-store.ts";
import { versionsPrefix } from "../records/keys.ts";
import { type VersionRecord, versionRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import type { PipelineView, VersionDiff } from "./faces.ts";
import { specChanges } from "./spec-changes.ts";

/** Newest first. */
export async function storedVersions(store: StateStore, name: string): Promise<readonly VersionRecord[]> {
  const found: VersionRecord[] = [];
  for await (const { value } of scanAll(store, versionsPrefix(name))) found.push(versionRecord.decode(value));
  return found.sort((a, b) => b.generation - a.generation);
}

/** Throws if there is none before it. */
export function versionBefore(versions: readonly VersionRecord[], { name, version }: PipelineView): string {
  const before = versions[versions.findIndex((each) => each.version === version) + 1];
  if (before !== undefined) return before.version;
  throw new TroupeError(`Version ${version} of pipeline "${name}" is its first: name the version to compare it with.`, {
    code: "NO_EARLIER_VERSION",
    reaction: "reject",
    details: { pipeline: name, version },
  });
}

export function diffOf(from: PipelineView, to: PipelineView): VersionDiff {
  return { from, to, changes: specChanges(from.spec, to.spec, from.version !== to.version) };
}
