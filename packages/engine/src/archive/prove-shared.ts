/**
 * Proves that coordinators have one archive, and not each its own of the same name: a directory that is not mounted, or
 * mounted from elsewhere, looks like an empty one. Each leaves a proof in its archive; the digest of the first stands
 * where all coordinators of the cluster see it, and whoever comes later must find that proof in its own archive.
 */
import { type Digest, isDigest, isObject, TroupeError } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import { putText, readText } from "../sealing/archive-text.ts";

/** A text on which all coordinators of a cluster agree for ever. */
export interface AgreedText {
  /** Writes it durably unless one stands there, in one atomic step, and answers what stands there then. */
  agree(text: string): Promise<string>;
}

export interface SharedBy {
  readonly clusterId: string;
  readonly agreed: AgreedText;
  /** Random: nobody else has left the same. */
  readonly nonce: string;
}

const folder = "cluster/";

/**
 * Throws TroupeError(fatal): "ARCHIVE_NOT_SHARED" if it is not the archive of the others, "ARCHIVE_OF_ANOTHER_CLUSTER" if
 * it is that of another cluster.
 */
export async function proveShared(archive: Archive, { clusterId, agreed, nonce }: SharedBy): Promise<void> {
  await refuseAnotherCluster(archive, clusterId);
  const mine = await putText(archive, JSON.stringify({ clusterId, nonce }));
  await archive.link(nameOf(mine), mine);
  const first = await agreed.agree(mine);
  if (first === mine) return;
  await archive.unlink(nameOf(mine));
  if (!isDigest(first) || (await clusterOf(archive, first)) !== clusterId) throw notShared(clusterId, first);
}

async function refuseAnotherCluster(archive: Archive, clusterId: string): Promise<void> {
  for (const name of await archive.names(folder)) {
    const digest = await archive.resolve(name);
    const found = digest === undefined ? undefined : await clusterOf(archive, digest);
    if (found !== undefined && found !== clusterId) throw ofAnother(clusterId, found);
  }
}

/** Undefined if the proof is not there. */
async function clusterOf(archive: Archive, digest: Digest): Promise<string | undefined> {
  if ((await archive.stat(digest)) === undefined) return undefined;
  const proof: unknown = JSON.parse(await readText(archive, digest));
  return isObject(proof) && typeof proof.clusterId === "string" ? proof.clusterId : undefined;
}

function nameOf(digest: Digest): string {
  return folder + digest.slice("sha256:".length);
}

function notShared(clusterId: string, proof: string): TroupeError {
  return new TroupeError(
    `This is not the archive of cluster ${clusterId}'s other coordinators: it lacks what one of them wrote. Mount the same directory, or name the same bucket and prefix, on all of them.`,
    { code: "ARCHIVE_NOT_SHARED", reaction: "fatal", details: { clusterId, proof } },
  );
}

function ofAnother(clusterId: string, found: string): TroupeError {
  return new TroupeError(
    `The archive belongs to cluster ${found}, and this coordinator to ${clusterId}. Give each cluster a directory or prefix of its own.`,
    { code: "ARCHIVE_OF_ANOTHER_CLUSTER", reaction: "fatal", details: { clusterId, found } },
  );
}
