/** What etcd holds, by its own metrics, and what it holds once it has forgotten its history. */
import { Etcd3 } from "etcd3";

export interface EtcdSize {
  /** Bytes that hold something. */
  readonly inUse: number;
  /** Bytes of its file: what is free in it is used again. */
  readonly file: number;
}

export async function etcdSize(endpoint: string): Promise<EtcdSize> {
  const text = await (await fetch(`${endpoint}/metrics`)).text();
  const gauge = (name: string): number => {
    const [, value] = new RegExp(`^${name} (\\S+)$`, "m").exec(text) ?? [];
    if (value === undefined) throw new Error(`etcd has no metric ${name}`);
    return Number(value);
  };
  return {
    inUse: gauge("etcd_mvcc_db_total_size_in_use_in_bytes"),
    file: gauge("etcd_mvcc_db_total_size_in_bytes"),
  };
}

/** Has it forget all history, and count what is left. */
export async function compactEtcd(endpoint: string): Promise<void> {
  const client = new Etcd3({ hosts: endpoint });
  try {
    const { header } = await client.put("bench/compaction").value("");
    await client.kv.compact({ revision: header.revision, physical: true });
    // It counts when it syncs its file, which it does before it hashes it; pages are free one write after they are left.
    for (let round = 0; round < 2; round += 1) {
      await client.put("bench/compaction").value(String(round));
      await client.maintenance.hash();
    }
  } finally {
    client.close();
  }
}
