/** The id of a cluster, made once. Terms are compared within one cluster, so it lies where they come from. */
import { randomUUID } from "node:crypto";
import type { EtcdClient } from "./client.ts";

/** The same for every coordinator of the cluster, for as long as its etcd has its data. */
export async function readClusterId(client: EtcdClient): Promise<string> {
  const key = client.keys.id;
  const found = await client.read("the cluster's id", ({ kv }) => kv.range({ key }));
  const known = found.kvs[0]?.value.toString();
  if (known !== undefined) return known;
  // May be sent twice: whoever is first, and be it an earlier try, is the one whom all read.
  const made = await client.read("the cluster's id", ({ kv }) =>
    kv.txn({
      compare: [{ key, target: "Version", result: "Equal", version: 0 }],
      success: [{ request_put: { key, value: Buffer.from(randomUUID()) } }, { request_range: { key } }],
      failure: [{ request_range: { key } }, { request_range: { key } }],
    }),
  );
  return made.responses[1]?.response_range.kvs[0]?.value.toString() ?? readClusterId(client);
}
