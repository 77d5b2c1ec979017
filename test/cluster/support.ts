/** What the tests of this folder need of etcd, beside the adapters: to look into it, and to make a term without an election. */
import { randomUUID } from "node:crypto";
import type { EtcdClient, EtcdOptions } from "../../packages/coordinator/src/adapters/etcd/client.ts";

/** A cluster of coordinators of its own, on an etcd that other tests use too. */
export function someCluster(endpoints: readonly string[], tls?: EtcdOptions["tls"]): EtcdOptions {
  return { endpoints, cluster: `test-${randomUUID()}`, ...(tls === undefined ? {} : { tls }) };
}

/** Begins a term as taking the lead does. */
export async function beginTerm(client: EtcdClient): Promise<number> {
  const { header } = await client.read("a term", ({ kv }) =>
    kv.put({ key: client.keys.leader, value: Buffer.from("{}") }),
  );
  return Number(header.revision);
}

/** Throws away what is only history, and has etcd count what it holds. */
export async function compact(client: EtcdClient): Promise<void> {
  const { header } = await client.read("status", ({ maintenance }) => maintenance.status());
  await client.once("compaction", ({ kv }) => kv.compact({ revision: header.revision, physical: true }));
  // It counts when it syncs its file, which it does before it hashes it; pages are free one write after they are left.
  for (let round = 0; round < 2; round++) {
    await client.once("a write", ({ kv }) => kv.put({ key: Buffer.from("/test/write"), value: Buffer.of(round) }));
    await client.once("hash", ({ maintenance }) => maintenance.hash());
  }
}
