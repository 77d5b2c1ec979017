/** The members of an etcd by what they are in its own election, and an etcd that others fill. */

import { silentLog } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import type { Child, EtcdCluster, EtcdMember, Workbench } from "@troupe/testing/process";
import { EtcdClient } from "../../../packages/coordinator/src/adapters/etcd/client.ts";
import { StoreUpkeep } from "../../../packages/coordinator/src/adapters/etcd/store-upkeep.ts";
import { someCluster } from "../../cluster/support.ts";

export async function membersByRole(
  bench: Workbench,
  { members }: EtcdCluster,
): Promise<{ readonly leader: EtcdMember; readonly follower: EtcdMember }> {
  const roles = await Promise.all(members.map(async (member) => ({ member, leads: await leads(bench, member) })));
  const leader = roles.find((role) => role.leads)?.member;
  const follower = roles.find((role) => !role.leads)?.member;
  if (leader === undefined || follower === undefined) throw new Error("of three members one leads");
  return { leader, follower };
}

async function leads(bench: Workbench, { endpoint }: EtcdMember): Promise<boolean> {
  const client = await clientOf(bench, [endpoint]);
  const status = await client.read("status", ({ maintenance }) => maintenance.status());
  return status.leader === status.header.member_id;
}

/** Each sync of its log takes so much longer, until the answer is stopped. */
export async function slowSyncs(bench: Workbench, { process: { pid } }: EtcdMember, ms: number): Promise<Child> {
  const slow = ["-e", "trace=fdatasync", "-e", `inject=fdatasync:delay_exit=${ms * 1000}`];
  const tracer = await bench.start("strace", ["-f", "-p", String(pid), "-o", "/dev/null", ...slow]);
  await tracer.said(/attached/);
  return tracer;
}

const junk = Buffer.from("others/junk");

/** Overwrites a large value until the alarm is raised, as somebody who knows nothing of Troupe may. */
export async function fill(bench: Workbench, { endpoints }: EtcdCluster): Promise<void> {
  const client = await clientOf(bench, endpoints);
  const value = Buffer.alloc(1_000_000, 1);
  for (;;) {
    try {
      await client.once("fill", ({ kv }) => kv.put({ key: junk, value }));
    } catch {
      if (await upkeepOf(client).isFull()) return;
    }
  }
}

/** What an operator does: compaction, defragmentation, and the alarm is taken back. */
export async function makeSpace(bench: Workbench, { endpoints }: EtcdCluster): Promise<void> {
  const client = await clientOf(bench, endpoints);
  await client.once("delete", ({ kv }) => kv.deleteRange({ key: junk }));
  await upkeepOf(client).reclaim();
}

function upkeepOf(client: EtcdClient): StoreUpkeep {
  return new StoreUpkeep({ client, clock: new SystemClock(), log: silentLog });
}

async function clientOf(bench: Workbench, endpoints: readonly string[]): Promise<EtcdClient> {
  const client = await EtcdClient.open(someCluster(endpoints), "test");
  bench.closes(() => client.close());
  return client;
}
