/** What becomes of batches when members of etcd freeze, die or are full. */
import { setTimeout as pause } from "node:timers/promises";
import { TroupeError } from "@troupe/core";
import type { FencedBatch } from "@troupe/engine";
import { silentLog } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import {
  absentPrograms,
  EtcdCluster,
  type EtcdClusterOptions,
  type EtcdMember,
  makeCertificates,
  Workbench,
} from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import { EtcdClient, type EtcdOptions } from "../../packages/coordinator/src/adapters/etcd/client.ts";
import { EtcdLeadership } from "../../packages/coordinator/src/adapters/etcd/leadership.ts";
import { EtcdStateStore } from "../../packages/coordinator/src/adapters/etcd/state-store.ts";
import { StoreUpkeep } from "../../packages/coordinator/src/adapters/etcd/store-upkeep.ts";
import { beginTerm, someCluster } from "./support.ts";

const never = new AbortController().signal;
const bench = new Workbench();
afterEach(() => bench.clear());

describe.skipIf(absentPrograms("etcd").length > 0)("an etcd of three (needs etcd)", () => {
  test("changes nothing by a batch that lands late, after it timed out and was sent to another member", async () => {
    const { etcd, cluster, store, client } = await open({ size: 3 });
    const { followers } = await roles(etcd);
    const [frozen] = followers;
    if (frozen === undefined) throw new Error("of three members two follow");
    const term = await beginTerm(client);
    expect(await store.commit(batch(term, 1, { a: "1" }))).toBe("committed");
    // As a request that has left and waits in the frozen member: this client has patience, the other has not.
    const patient = await EtcdClient.open(
      { ...cluster, endpoints: [frozen.endpoint], requestTimeoutMs: 60_000 },
      "patient",
    );
    bench.closes(() => patient.close());
    await patient.read("its connection", ({ kv }) => kv.range({ key: client.keys.id }));
    await stayWith(client, frozen);
    frozen.pause();
    const late = new EtcdStateStore(patient).commit(batch(term, 2, { a: "2" }));
    await expect(store.commit(batch(term, 2, { a: "2" }))).rejects.toMatchObject({
      code: "STORE_UNREACHABLE",
      reaction: "retry",
    });
    expect(await resend(store, batch(term, 2, { a: "2" }))).toBe("committed");
    expect(await store.commit(batch(term, 3, { a: "3", b: "3" }))).toBe("committed");
    frozen.resume();
    expect(await late).toBe("fenced");
    expect(await contents(store)).toEqual({ a: "3", b: "3" });
    expect(await store.commit(batch(term, 4, {}))).toBe("committed");
  });

  test.each(["kill9", "pause"] as const)("stalls for 3 s at most when its leader is gone (%s)", async (how) => {
    const { etcd, store, client } = await open({ size: 3 });
    const { leader } = await roles(etcd);
    await stayWith(client, leader);
    const term = await beginTerm(client);
    for (let marker = 1; marker <= 20; marker++) await store.commit(batch(term, marker, { a: String(marker) }));
    await leader[how]();
    const began = performance.now();
    expect(await resend(store, batch(term, 21, { a: "21" }))).toBe("committed");
    expect(performance.now() - began).toBeLessThan(3000);
    expect(await contents(store)).toEqual({ a: "21" });
  });

  test("ends a leader's trust while there is no quorum, and has a leader again after", async () => {
    const { etcd, cluster, store } = await open({ size: 3 });
    const leadership = await candidate(cluster);
    const lease = await leadership.lead(never);
    await store.commit(batch(lease.term, 1, { a: "1" }));
    const [, second, third] = etcd.members;
    await Promise.all([second?.kill9(), third?.kill9()]);
    await expect(store.commit(batch(lease.term, 2, { a: "2" }))).rejects.toMatchObject({ reaction: "retry" });
    const trustedUntil = lease.trustedUntil();
    await ended(lease.lost);
    expect(performance.now()).toBeGreaterThanOrEqual(trustedUntil);
    await Promise.all([second?.restart(), third?.restart()]);
    const next = await leadership.lead(never);
    expect(next.term).toBeGreaterThan(lease.term);
    expect(await resend(store, batch(next.term, 1, { a: "3" }))).toBe("committed");
  });
});

describe.skipIf(absentPrograms("etcd").length > 0)("an etcd without space (needs etcd)", () => {
  const quotaBytes = 16 * 1024 * 1024;

  test("still reads, deletes and keeps its leader, and goes on when an operator made space", async () => {
    // As if others filled it: this store does not know its quota.
    const { cluster, client } = await open({ quotaBytes });
    const store = new EtcdStateStore(client);
    const lease = await (await candidate(cluster)).lead(never);
    const upkeep = new StoreUpkeep({ client, clock: new SystemClock(), log: silentLog });
    const refused = await fill(store, lease.term);
    expect(await upkeep.isFull()).toBe(true);
    expect((await store.get("k"))?.length).toBe(1_000_000);
    const trusted = lease.trustedUntil();
    await pause(Math.max(0, trusted - performance.now()));
    expect(lease.lost.aborted).toBe(false);
    const { deleted } = await client.once("a delete", ({ kv }) => kv.deleteRange({ key: Buffer.from("absent") }));
    expect(deleted).toBe("0");
    await upkeep.reclaim();
    expect(await upkeep.isFull()).toBe(false);
    expect(await resend(store, refused)).toBe("committed");
    expect(textOf(await store.get("last"))).toBe(String(refused.marker));
  });

  test("is not filled by this store, which keeps room for deletes and elections and goes on after a compaction", async () => {
    // Of so small a file what is torn up counts for much: etcd counts whole pages, and has twice the room here.
    const { cluster, client } = await open({ quotaBytes: 2 * quotaBytes });
    const store = new EtcdStateStore(client, { quotaBytes });
    const lease = await (await candidate(cluster)).lead(never);
    const upkeep = new StoreUpkeep({ client, clock: new SystemClock(), log: silentLog, keepMs: 100 });
    const refused = await fill(store, lease.term);
    expect(await upkeep.isFull()).toBe(false);
    await lease.resign();
    const next = await (await candidate(cluster)).lead(never);
    expect(await store.commit({ ...batch(next.term, 1, {}), deletes: ["k"] })).toBe("committed");
    upkeep.start();
    expect(await resend(store, { ...refused, term: next.term, previous: 1, marker: 2 })).toBe("committed");
    upkeep.stop();
    expect(await upkeep.isFull()).toBe(false);
  });
});

describe.skipIf(absentPrograms("etcd", "openssl").length > 0)(
  "an etcd with mutual TLS (needs etcd and openssl)",
  () => {
    test("takes who shows a certificate, and nobody else", async () => {
      const certificates = await makeCertificates(bench);
      const etcd = await EtcdCluster.start(bench, { certificates });
      const { ca } = certificates;
      const cluster = someCluster(etcd.endpoints, { ca, ...certificates.client });
      const lease = await (await candidate(cluster)).lead(never);
      const store = new EtcdStateStore(await clientOf(cluster));
      expect(await store.commit(batch(lease.term, 1, { a: "1" }))).toBe("committed");
      const stranger = new EtcdStateStore(await clientOf({ ...cluster, tls: { ca } }));
      await expect(stranger.get("a")).rejects.toMatchObject({ name: "TroupeError", reaction: "retry" });
    });
  },
);

async function open(options: EtcdClusterOptions) {
  const etcd = await EtcdCluster.start(bench, options);
  const cluster = someCluster(etcd.endpoints);
  const client = await clientOf(cluster);
  return { etcd, cluster, client, store: new EtcdStateStore(client) };
}

async function clientOf(cluster: EtcdOptions): Promise<EtcdClient> {
  const client = await EtcdClient.open(cluster, "store");
  bench.closes(() => client.close());
  return client;
}

async function candidate(cluster: EtcdOptions): Promise<EtcdLeadership> {
  const client = await EtcdClient.open(cluster, "leadership");
  const self = { name: "test", address: null, httpUrl: null };
  const leadership = await EtcdLeadership.open({ client, self, clock: new SystemClock(), leaseTtlMs: 3000 });
  bench.closes(() => leadership.close());
  return leadership;
}

/** Each member by what it is in etcd's own election. */
async function roles({ members }: EtcdCluster): Promise<{ leader: EtcdMember; followers: readonly EtcdMember[] }> {
  const followers: EtcdMember[] = [];
  let leader: EtcdMember | undefined;
  for (const member of members) {
    const client = await clientOf(someCluster([member.endpoint]));
    const status = await client.read("status", ({ maintenance }) => maintenance.status());
    if (status.leader === status.header.member_id) leader = member;
    else followers.push(member);
  }
  if (leader === undefined) throw new Error("none of the members leads");
  return { leader, followers };
}

/** Makes it speak with that member. */
async function stayWith(client: EtcdClient, member: EtcdMember): Promise<void> {
  const only = await clientOf(someCluster([member.endpoint]));
  const idOf = async (of: EtcdClient) =>
    (await of.read("status", ({ maintenance }) => maintenance.status())).header.member_id;
  const wanted = await idOf(only);
  while ((await idOf(client)) !== wanted) client.leave(client.member());
}

/** Overwrites one large value until there is no space for it. Returns the batch for which there was none. */
async function fill(store: EtcdStateStore, term: number): Promise<FencedBatch> {
  const value = new Uint8Array(1_000_000).fill(1);
  for (let marker = 1; ; marker++) {
    const next = batch(term, marker, { last: String(marker) });
    const large = { ...next, puts: [...next.puts, { key: "k", value }] };
    try {
      await store.commit(large);
    } catch (error) {
      expect(error).toMatchObject({ code: "STORE_FULL", reaction: "retry" });
      return large;
    }
  }
}

/** As the Committer does. */
async function resend(store: EtcdStateStore, batch: FencedBatch): Promise<"committed" | "fenced"> {
  for (;;) {
    try {
      return await store.commit(batch);
    } catch (error) {
      if (!(error instanceof TroupeError) || error.reaction !== "retry") throw error;
      await pause(20);
    }
  }
}

function batch(term: number, marker: number, puts: Readonly<Record<string, string>>): FencedBatch {
  const entries = Object.entries(puts).map(([key, value]) => ({ key, value: new TextEncoder().encode(value) }));
  return { term, previous: marker - 1, marker, puts: entries, deletes: [] };
}

async function contents(store: EtcdStateStore): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await store.scan("")).map(({ key, value }) => [key, textOf(value)]));
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

function ended(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
