/** Where one cluster lies in an etcd that several may share: everything begins with `/troupe/CLUSTER/`. */
import { TroupeError } from "@troupe/core";

export interface ClusterKeys {
  /** Who leads. Its modification revision is the term. */
  readonly leader: Buffer;
  /** `TERM/MARKER` of the last batch. */
  readonly marker: Buffer;
  /** The cluster's id, written once. */
  readonly id: Buffer;
  /** What proves that all coordinators have one archive, written once. */
  readonly archive: Buffer;
  /** Written to now and then: etcd counts what a compaction freed when it next writes. */
  readonly upkeep: Buffer;
  /** Where each coordinator presents itself, by name. */
  readonly coordinators: string;
  /** Where the store's own keys lie. */
  readonly state: string;
}

const clusterName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Throws TroupeError(fatal, "INVALID_SETTING") if the cluster's name could reach into another one. */
export function clusterKeys(cluster: string): ClusterKeys {
  if (!clusterName.test(cluster)) {
    throw new TroupeError(
      `A cluster cannot be called ${JSON.stringify(cluster)}: letters, digits, ".", "_" and "-", at most 63.`,
      { code: "INVALID_SETTING", reaction: "fatal" },
    );
  }
  const root = `/troupe/${cluster}/`;
  return {
    leader: Buffer.from(`${root}leader`),
    marker: Buffer.from(`${root}marker`),
    id: Buffer.from(`${root}id`),
    archive: Buffer.from(`${root}archive`),
    upkeep: Buffer.from(`${root}upkeep`),
    coordinators: `${root}coordinators/`,
    state: `${root}state/`,
  };
}

/** The end, exclusive, of all keys that begin with the prefix. */
export function afterPrefix(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  // ASCII, so the last byte can always grow.
  end[end.length - 1] = (end.at(-1) ?? 0) + 1;
  return end;
}
