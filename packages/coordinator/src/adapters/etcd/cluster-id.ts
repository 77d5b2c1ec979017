/** The id of a cluster, made once. Terms are compared within one cluster, so it lies where they come from. */
import { randomUUID } from "node:crypto";
import { agreeOn } from "./agree-on.ts";
import type { EtcdClient } from "./client.ts";

/** The same for every coordinator of the cluster, for as long as its etcd has its data. */
export async function readClusterId(client: EtcdClient): Promise<string> {
  const key = client.keys.id;
  const found = await client.read("the cluster's id", ({ kv }) => kv.range({ key }));
  const known = found.kvs[0]?.value.toString();
  if (known !== undefined) return known;
  return agreeOn(client, "the cluster's id", key, randomUUID());
}
